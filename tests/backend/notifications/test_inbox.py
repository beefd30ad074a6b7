from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.kernel import targets
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from backend.kernel.targets import Card
from backend.notifications import kinds
from backend.notifications.models import Notice
from backend.notifications.operations.notices import forget_old_notices, mark_all_read, mark_read, notify
from backend.notifications.queries import has_unread, inbox

pytestmark = pytest.mark.django_db

KIND, THING = "tests.told", "tests.thing"


@pytest.fixture(autouse=True)
def _kinds(people):
    """Things that the members of the police's partnership may see."""

    def cards(actor, ids):
        seen = ids if actor.partnership_id == people.officer.partnership_id else []
        return {id: Card(Key.of(THING, id), f"Thing {id}", f"/things/{id}", "Thing") for id in seen}

    kinds.register(KIND, "Something happened.")
    targets.register(THING, cards)
    yield
    kinds._sentences.pop(KIND)
    targets._cards.pop(THING)


def tell(actors, now, *, thing=1):
    for actor in actors:
        notify(
            memberships=[actor.membership_id, actor.membership_id],
            partnership_id=actor.partnership_id,
            kind=KIND,
            key=Key.of(THING, thing),
            now=now,
        )


def test_only_who_was_told_sees_it(people, now):
    tell([people.officer], now)

    assert [line.title for line in inbox(actor=people.officer)] == ["Thing 1"]
    assert [inbox(actor=actor) for actor in people.everybody() if actor != people.officer] == [[]] * 11
    assert (has_unread(actor=people.officer), has_unread(actor=people.nurse)) == (True, False)


def test_what_one_may_not_see_is_no_line(people, now):
    tell([people.outsider], now)

    assert Notice.objects.count() == 1
    assert inbox(actor=people.outsider) == []


def test_told_again_before_reading_is_one_line(people, now):
    tell([people.officer], now)
    tell([people.officer], now)
    assert len(inbox(actor=people.officer)) == 1

    mark_all_read(actor=people.officer, now=now)
    tell([people.officer], now + timedelta(days=1))

    assert [line.is_read for line in inbox(actor=people.officer)] == [False, True]


def test_nobody_reads_for_another(client, sign_in, people, now):
    tell([people.officer], now)
    notice = Notice.objects.get()

    with pytest.raises(NotFound):
        mark_read(actor=people.nurse, notice_id=notice.id, now=now)
    assert sign_in(client, people.nurse).post(f"/inbox/{notice.id}").status_code == 404
    assert has_unread(actor=people.officer)


def test_opening_it_leads_there_and_it_is_read(client, sign_in, people, now):
    tell([people.officer], now)
    sign_in(client, people.officer)
    before = client.get("/").content.decode()

    response = client.post(f"/inbox/{Notice.objects.get().id}")

    assert (response.status_code, response.url) == (302, "/things/1")
    assert (", something new" in before, ", something new" in client.get("/").content.decode()) == (True, False)


@pytest.mark.parametrize(
    ("address", "sent", "status"), [("/account/hats", {"hat": "0-0"}, 404), ("/manual/desk/nothing", {}, 404)]
)
def test_the_page_of_a_refused_form_has_the_header_of_every_page(client, sign_in, people, now, address, sent, status):
    tell([people.officer], now)

    answer = sign_in(client, people.officer).post(address, sent)

    assert (answer.status_code, ", something new" in answer.content.decode()) == (status, True)


def test_the_page_about_the_api_has_the_header_of_every_page(client, sign_in, people, now):
    tell([people.officer], now)

    page = sign_in(client, people.officer).get("/api/v1/docs").content.decode()

    assert ", something new" in page


def test_an_unknown_kind_is_a_mistake_in_the_code(people, now):
    with pytest.raises(LookupError):
        notify(memberships=[1], partnership_id=1, kind="tests.unknown", key=Key.of(THING, 1), now=now)


def test_the_number_of_queries_is_the_same_for_more(people, now):
    def count(things):
        Notice.objects.all().delete()
        for thing in things:
            tell([people.officer], now, thing=thing)
        with CaptureQueriesContext(connection) as queries:
            assert len(inbox(actor=people.officer)) == len(things)
        return len(queries)

    # The kind of this test asks no database for its cards.
    assert count([1]) == count([2, 3, 4]) == 1


def test_old_ones_are_forgotten(people, now):
    tell([people.officer, people.nurse], now)
    mark_all_read(actor=people.officer, now=now)

    forget_old_notices(now=now + timedelta(days=91))
    assert list(Notice.objects.values_list("membership_id", flat=True)) == [people.nurse.membership_id]
    forget_old_notices(now=now + timedelta(days=366))
    assert not Notice.objects.exists()


def test_the_api_gives_the_same_lines(client, sign_in, people, now):
    tell([people.officer], now)
    sign_in(client, people.officer)

    lines = client.get("/api/v1/inbox").json()["notices"]
    read = client.post(f"/api/v1/inbox/{lines[0]['id']}/read", headers={"Idempotency-Key": "1"})

    assert [(line["title"], line["sentence"], line["is_read"]) for line in lines] == [
        ("Thing 1", "Something happened.", False)
    ]
    assert (read.status_code, has_unread(actor=people.officer)) == (200, False)
