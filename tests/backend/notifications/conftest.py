import pytest

from backend.kernel import targets
from backend.kernel.keys import Key
from backend.kernel.targets import Card
from backend.notifications import kinds
from backend.notifications.enums import Group
from backend.notifications.operations import notify
from backend.notifications.operations.push import subscribe
from tests.backend.notifications.push_fakes import FakeBrowser, network_to, running_service

THING = "tests.pushed"
# A kind of each group, and one of no group at all.
KINDS = {f"tests.{group.value.lower()}": group for group in Group}


@pytest.fixture
def things(people):
    """Things that the members of the police's partnership may see; those whose id begins with "hidden" nobody."""

    def cards(actor, ids):
        seen = ids if actor.partnership_id == people.officer.partnership_id else []
        return {
            id: Card(Key.of(THING, id), f"Secret title {id}", f"/things/{id}", "Thing")
            for id in seen
            if not id.startswith("hidden")
        }

    for kind, group in KINDS.items():
        kinds.register(kind, "Something happened.", group=group)
    targets.register(THING, cards)
    yield
    for kind in KINDS:
        kinds._sentences.pop(kind)
        kinds._groups.pop(kind)
    targets._cards.pop(THING)


@pytest.fixture
def tell(things):
    def _tell(actor, now, *, group=Group.FOLLOWED, thing="1"):
        notify(
            memberships=[actor.membership_id],
            partnership_id=actor.partnership_id,
            kind=f"tests.{group.value.lower()}",
            key=Key.of(THING, thing),
            now=now,
        )

    return _tell


@pytest.fixture
def service(tmp_path):
    with running_service(tmp_path) as service:
        yield service


@pytest.fixture
def network(service, tmp_path):
    return network_to(service, tmp_path)


@pytest.fixture
def turn_on(db):
    """`turn_on(actor, now)`: a browser of theirs, with real keys."""

    def _turn_on(actor, now, name="phone", device_hash=""):
        browser = FakeBrowser(f"{name}-{actor.person_id}")
        subscribe(actor=actor, **browser.keys, device_hash=device_hash, now=now)
        return browser

    return _turn_on
