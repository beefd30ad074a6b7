from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import ManualSettings


def settings_to_read(*, actor: Actor) -> ManualSettings | None:
    """None while nothing was chosen."""
    if not policy.can_settle(actor):
        raise NotPermitted("Only your organisation's administrators, and curators who lead, choose this.")
    return ManualSettings.objects.filter(organisation_id=actor.organisation_id).first()


def settings_to_change(*, organisation_id: int) -> ManualSettings | None:
    return ManualSettings.objects.select_for_update().filter(organisation_id=organisation_id).first()


def days_by_organisation() -> dict[int, int]:
    """After how many days overdue a page is withdrawn, where an organisation chose that."""
    rows = ManualSettings.objects.values_list("organisation_id", "withdraw_overdue_after_days")
    return {organisation: days for organisation, days in rows if days is not None}
