import pytest

from backend.audit.models import Entry
from backend.identity.models import Membership
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.notifications.queries import inbox
from practice_wisdom.manual.models import Page
from practice_wisdom.manual.operations.owners import change_owner
from practice_wisdom.manual.queries.reading import page_to_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def hand_over(people, now):
    def _hand_over(actor=None, *, email="officer@police.example", instead_of=None):
        return change_owner(
            actor=actor or people.trainer,
            slug="cuckooing",
            email=email,
            instead_of=instead_of or people.trainer.membership_id,
            now=now,
        )

    return _hand_over


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("trainer", None), ("approver", None), ("officer", NotPermitted), ("lead", NotPermitted), ("outsider", NotFound)],
)
def test_curators_hand_a_page_over_and_nobody_else(people, stages, hand_over, who, refusal):
    stages.live()

    if refusal:
        with pytest.raises(refusal):
            hand_over(getattr(people, who))
    else:
        hand_over(getattr(people, who))

    owner = people.trainer if refusal else people.officer
    assert Page.objects.get().owner_id == owner.membership_id
    assert Entry.objects.filter(reason="owner changed").count() == (0 if refusal else 1)


def test_readers_see_the_owner_and_the_new_one_is_told(people, stages, hand_over, now):
    stages.live()
    hand_over(email=" Officer@Police.example ")

    page = page_to_read(actor=people.nurse, slug="cuckooing", today=now.date())
    assert str(page.owner) == "Robin Hale (Westmarch Police)"
    assert [line.kind for line in inbox(actor=people.officer)] == ["manual.page_yours"]


@pytest.mark.parametrize("email", ["outsider@otherforce.example", "nobody@police.example", ""])
def test_only_a_member_of_the_partnership_owns_a_page(stages, hand_over, email):
    stages.live()

    with pytest.raises(Invalid) as refused:
        hand_over(email=email)

    assert set(refused.value.fields) == {"email"}


def test_a_disabled_member_owns_nothing_new(people, stages, hand_over, now):
    stages.live()
    Membership.objects.filter(id=people.officer.membership_id).update(
        disabled_at=now, disabled_by=people.police_admin.person_id
    )

    with pytest.raises(Invalid):
        hand_over()


def test_of_two_at_once_the_second_looks_again(people, stages, hand_over):
    stages.live()
    hand_over()

    with pytest.raises(WrongMoment):
        hand_over(email="sergeant@police.example")
