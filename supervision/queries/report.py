"""Every report that exists over supervision. What is not in this list does not exist; anybody may read the list."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q

from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted
from backend.kernel.keys import Key
from supervision.enums import SessionState
from supervision.models import Agreement, Participant, Session
from supervision.policy import rights as policy

ON_A_PAGE = 50
PAIRS_KIND = "supervision.pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`url_name` is also the last word of its address: each report lives under the register."""

    key: str
    name: str
    shows: str
    never: str
    who: str
    url_name: str


REPORTS = (
    Report(
        key="pairs",
        name="Who is paired with whom",
        shows=(
            "For each signed agreement in which a member of the organisation takes part: the names and organisations "
            "of those who take part, and how many sessions they have held."
        ),
        never="When they met, what kind of supervision it is, titles, agenda, actions, or a word of what was written.",
        who="Administrators of that organisation. Every look at it is noted.",
        url_name="supervision_pairs",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedPerson:
    name: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    people: list[PairedPerson]
    sessions_held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsPage:
    pairs: list[Paired]
    page: int
    has_more: bool


def pairs_key(actor: Actor) -> Key:
    return Key.of(PAIRS_KIND, actor.organisation_id)


def refuse_unless_administrator(actor: Actor) -> None:
    if not policy.can_see_pairs(actor):
        raise NotPermitted("Only your organisation's administrators can see this.")


def pairs(*, actor: Actor, page: int) -> PairsPage:
    """By the name of the organisation's own member, 50 to a page. Three queries, however many there are."""
    refuse_unless_administrator(actor)
    sitting = Participant.objects.filter(left_at=None, joined_at__isnull=False)
    ours = sitting.filter(agreement_id=OuterRef("pk"), membership__organisation_id=actor.organisation_id)
    first_name = Min(
        "participants__membership__person__name",
        filter=Q(participants__membership__organisation_id=actor.organisation_id),
    )
    found = Agreement.objects.filter(Exists(ours), signed_at__isnull=False).annotate(first_name=first_name)
    begins = (page - 1) * ON_A_PAGE
    ids = list(found.order_by("first_name", "id").values_list("id", flat=True)[begins : begins + ON_A_PAGE + 1])
    shown = ids[:ON_A_PAGE]
    people: dict[object, list[PairedPerson]] = {id: [] for id in shown}
    parts = sitting.filter(agreement_id__in=shown).select_related("membership__person", "membership__organisation")
    for part in parts.order_by("membership__person__name", "id"):
        person = PairedPerson(name=part.membership.person.name, organisation=part.membership.organisation.name)
        people[part.agreement_id].append(person)
    held = dict(
        Session.objects.filter(agreement_id__in=shown, state=SessionState.HELD)
        .values_list("agreement_id")
        .annotate(Count("id"))
    )
    return PairsPage(
        pairs=[Paired(people=people[id], sessions_held=held.get(id, 0)) for id in shown],
        page=page,
        has_more=len(ids) > ON_A_PAGE,
    )
