"""What the code on a print says, and to whom."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from practice_wisdom.manual.enums import Topic
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.prints import MAX_CODE, BookPrint, PagePrint, code_of, print_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)
SECRETS = ("Cuckooing", "cuckooing", "home is taken over", "Marchfield", "Westmarch")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: DAY)


@pytest.fixture
def live(stages):
    return stages.live()


def of_page(revision):
    return f"/p/{code_of(PagePrint(revision.page_id, revision.number, DAY))}"


def of_book(revision, partnership_id, topic=None):
    return f"/p/{code_of(BookPrint(partnership_id, topic, revision.published_at, DAY))}"


def newer(stages, people, now, **changes):
    stages.now = now + timedelta(hours=1)
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    return stages.publish(stages.approve(stages.submitted(stages.save(draft, **changes))))


def body(answer):
    """Without the head of the site, which says who is signed in and where."""
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def withdraw(revision):
    Page.objects.filter(id=revision.page_id).update(live_revision=None, checked_on=None, review_by=None)


def overdue(revision):
    dates = {"checked_on": DAY - timedelta(days=90), "review_by": DAY - timedelta(days=1)}
    Page.objects.filter(id=revision.page_id).update(**dates)


def test_a_current_print_says_so_to_anybody_and_nothing_else(client, live):
    shown = body(client.get(of_page(live)))

    assert "This print is still current" in shown
    assert "22 November 2026" in shown
    assert "22 May 2027" in shown
    assert [word for word in SECRETS if word in shown] == []


def test_a_superseded_print_says_since_when(client, sign_in, people, stages, live, now):
    newer(stages, people, now, title="Cuckooing, anew")

    shown = body(client.get(of_page(live)))

    assert "This print is out of date" in shown
    assert "Newer since" in shown
    assert [word for word in (*SECRETS, "/compare", "anew") if word in shown] == []
    member = body(sign_in(client, people.officer).get(of_page(live)))
    assert 'href="/manual/cuckooing/compare?from=1&amp;to=2"' in member
    assert "Cuckooing, anew" in member
    assert client.get("/manual/cuckooing/compare?from=1&to=2").status_code == 200


def test_an_overdue_print_says_so(client, live):
    overdue(live)

    shown = body(client.get(of_page(live)))

    assert "This print is overdue for checking" in shown
    assert "Review was due by" in shown


@pytest.mark.parametrize("who", [None, "officer", "outsider"])
def test_a_withdrawn_page_says_take_it_down(client, sign_in, people, live, who):
    withdraw(live)
    if who:
        sign_in(client, getattr(people, who))

    shown = body(client.get(of_page(live)))

    assert "This page has been withdrawn" in shown
    assert "Take it down." in shown


def test_a_page_that_is_gone_altogether_is_withdrawn(client, live):
    shown = body(client.get(f"/p/{code_of(PagePrint(live.page_id + 1000, 1, DAY))}"))

    assert "This page has been withdrawn" in shown


def test_members_of_another_partnership_are_strangers(client, sign_in, people, stages, live, now):
    newer(stages, people, now)

    for address in (of_page(live), of_book(live, people.officer.partnership_id)):
        shown = body(sign_in(client, people.outsider).get(address))
        assert "out of date" in shown
        assert [word for word in (*SECRETS, "/compare") if word in shown] == []


@pytest.mark.parametrize("topic", [None, Topic.ADULTS])
def test_a_book_says_which_pages_changed_to_members_only(client, sign_in, people, stages, live, now, topic):
    stages.live(slug="same", title="Stays the same")
    last = Revision.objects.order_by("published_at").last()
    address = of_book(last, people.officer.partnership_id, topic)
    assert "This print is still current" in body(client.get(address))
    newer(stages, people, now)
    stages.live(slug="added", title="New here")

    shown = body(client.get(address))
    assert "Part of this print is out of date" in shown
    assert [word for word in (*SECRETS, "New here", "Stays") if word in shown] == []

    member = body(sign_in(client, people.officer).get(address))
    assert "Revision 1 is in the print, revision 2 is live." in member
    assert "New since the print." in member
    assert "Stays the same" not in member


def test_a_book_names_pages_that_are_gone(client, sign_in, people, stages, live):
    stages.live(slug="same", title="Stays")
    address = of_book(live, people.officer.partnership_id)
    withdraw(live)

    member = body(sign_in(client, people.officer).get(address))

    assert "do not use it" in member
    assert 'href="/manual/cuckooing"' not in member


def test_a_book_with_an_overdue_page_says_so(client, people, live):
    overdue(live)

    assert "Part of this print is overdue" in body(client.get(of_book(live, people.officer.partnership_id)))


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c.replace("p.", "p.1", 1), lambda c: f"{c}a"])
def test_a_code_cannot_be_made_up(client, live, change, count_queries):
    good = code_of(PagePrint(live.page_id, 1, DAY))
    assert client.get(f"/p/{good}").status_code == 200

    answers = [client.get(f"/p/{code}") for code in (change(good), "x" * 5000, "p.1.1.1", "p.1.1.1.", "é")]

    assert {answer.status_code for answer in answers} == {404}
    assert "This is not a code from one of our prints." in answers[0].content.decode()
    assert count_queries(lambda: client.get(f"/p/{change(good)}")) == 0


def test_codes_are_short_and_come_back_whole_whoever_types_them(live):
    made = [
        PagePrint(2**40, 999, DAY),
        *(BookPrint(2**31, topic, live.published_at, DAY) for topic in (None, *Topic)),
    ]

    codes = [code_of(one) for one in made]

    assert max(map(len, codes)) <= MAX_CODE
    assert [print_of(code.upper()) for code in codes] == made
    assert len(code_of(PagePrint(live.page_id, 1, DAY))) < 32


def test_the_code_of_a_print_of_another_site_is_not_ours(live, settings):
    settings.SECRET_KEY = "another"
    from practice_wisdom.manual.prints import _ShortSigner

    forged = _ShortSigner(salt="manual.print", sep=".").sign("p.1.1.1")

    assert print_of(forged) is None


def test_as_many_queries_for_three_pages_as_for_one(client, people, stages, live, count_queries):
    address = of_book(live, people.officer.partnership_id)
    one = count_queries(lambda: client.get(address))
    stages.live(slug="b", title="B")
    stages.live(slug="c", title="C")

    assert count_queries(lambda: client.get(address)) == one
    assert count_queries(lambda: client.get(of_page(live))) <= 2
