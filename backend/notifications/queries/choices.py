from backend.notifications.models import Choices


def choices_of(*, person_id: int) -> Choices:
    """Those of somebody who has not chosen yet are not saved."""
    return Choices.objects.filter(person_id=person_id).first() or Choices(person_id=person_id)
