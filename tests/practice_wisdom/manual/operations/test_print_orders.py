"""A topic and the whole manual are set by the worker: nobody's request waits, and nothing old is handed out."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from backend.audit.models import Entry
from backend.embedded.duties import duties_of_apps
from backend.identity.models import Membership, Organisation, Partnership
from backend.kernel.errors import Invalid, NotFound, WrongMoment
from practice_wisdom.manual.models import Page, PrintOrder
from practice_wisdom.manual.operations import print_orders
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.confirmations import confirm_page
from practice_wisdom.manual.operations.paper import MOST_IN_A_WHILE
from practice_wisdom.manual.operations.print_orders import make_prints_asked_for, print_book
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.withdrawals import withdraw_page
from practice_wisdom.manual.queries import paper
from practice_wisdom.manual.queries.print_orders import order_of

pytestmark = pytest.mark.django_db

TOPIC = "adults-at-risk"


@pytest.fixture(autouse=True)
def _nobody_has_printed_yet():
    cache.clear()


@pytest.fixture
def sets(sets_in):
    return sets_in(print_orders)


@pytest.fixture
def ask(people, now):
    def _ask(who="officer", code="manual", at=now):
        return print_book(actor=getattr(people, who), code=code, now=at)

    return _ask


def state(people, now, code="manual", who="officer"):
    return str(order_of(actor=getattr(people, who), code=code, today=now.date()).state)


@pytest.mark.parametrize("code", ["manual", TOPIC])
def test_nothing_is_set_while_somebody_waits(people, stages, sets, ask, now, code):
    stages.live()

    assert ask(code=code) is None
    assert (sets, state(people, now, code)) == ([], "WAITING")

    assert make_prints_asked_for(now=now) == 1
    assert (state(people, now, code), ask(code=code).pdf, len(sets)) == ("READY", b"print 1", 1)
    assert PrintOrder.objects.count() == 0


def test_it_is_made_once_for_all_who_ask(people, stages, sets, ask, now):
    stages.live()

    assert [ask("officer"), ask("nurse"), ask("trainer")] == [None] * 3
    assert PrintOrder.objects.count() == 1
    make_prints_asked_for(now=now)
    make_prints_asked_for(now=now)

    assert {ask(who).pdf for who in ("officer", "nurse", "trainer")} == {b"print 1"}
    assert Entry.objects.filter(reason="print asked for").count() == 1


def test_one_after_the_other_in_the_order_they_were_asked(people, stages, sets, ask, now):
    stages.live()
    ask(code="manual")
    ask(code=TOPIC, at=now + timedelta(seconds=1))

    assert order_of(actor=people.nurse, code=TOPIC, today=now.date()).ahead == 1
    make_prints_asked_for(now=now)

    assert (state(people, now), state(people, now, TOPIC)) == ("READY", "WAITING")


def newer(people, stages, now):
    stages.publish(stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now))))


def confirmed(people, stages, now):
    confirm_page(actor=people.trainer, slug="cuckooing", number=1, now=now)


def renamed(people, stages, now):
    Organisation.objects.filter(id=people.lead.organisation_id).update(name="Another name")


def partnership_renamed(people, stages, now):
    Partnership.objects.filter(id=people.lead.partnership_id).update(name="Another name")


def moved(people, stages, now):
    change_address(actor=people.trainer, slug="cuckooing", new_slug="home-takeover", now=now)


def withdrawn(people, stages, now):
    withdraw_page(actor=people.trainer, slug="second", number=1, reason="Wrong.", now=now)


def another(people, stages, now):
    stages.live(slug="third", title="Third")


CHANGES = [newer, confirmed, renamed, partnership_renamed, moved, withdrawn, another]


@pytest.mark.parametrize("code", ["manual", TOPIC])
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_asks_for_another(people, stages, sets, ask, now, change, code):
    stages.live()
    stages.live(slug="second", title="Second")
    Page.objects.update(checked_on=now.date() - timedelta(days=30))
    ask(code=code)
    make_prints_asked_for(now=now)
    before = sets[-1]

    change(people, stages, now)

    assert ask(code=code) is None
    make_prints_asked_for(now=now)
    assert sets[-1] != before


def test_the_next_day_is_printed_anew(people, stages, sets, ask, now):
    stages.live()
    ask()
    make_prints_asked_for(now=now)

    assert ask(at=now + timedelta(days=1)) is None


def test_another_partnership_has_its_own(people, stages, sets, ask, now):
    stages.live()
    ask()
    make_prints_asked_for(now=now)

    with pytest.raises(NotFound):
        ask("outsider")
    with pytest.raises(NotFound):
        state(people, now, who="outsider")
    assert PrintOrder.objects.count() == 0


@pytest.mark.parametrize("code", ["no-such-topic", "health-and-substances", ""])
def test_what_has_no_pages_is_not_printed(people, stages, sets, ask, now, code):
    stages.live()

    with pytest.raises(NotFound):
        ask(code=code)
    assert PrintOrder.objects.count() == 0


def test_too_much_for_one_print_is_refused(people, stages, sets, ask, monkeypatch):
    stages.live()
    stages.live(slug="b")
    monkeypatch.setattr(paper, "MAX_PAGES", 1)

    with pytest.raises(Invalid, match="topic by topic"):
        ask()
    assert PrintOrder.objects.count() == 0


def test_one_person_cannot_keep_the_worker_busy(people, stages, sets, ask, now):
    stages.live()
    for days in range(MOST_IN_A_WHILE):
        ask(at=now + timedelta(days=days))
        make_prints_asked_for(now=now + timedelta(days=days))

    with pytest.raises(WrongMoment, match="Try again in ten minutes"):
        ask(at=now + timedelta(days=100))


def test_one_that_cannot_be_set_does_not_stop_the_next(people, stages, ask, now, monkeypatch, sets):
    stages.live()
    ask()
    ask(code=TOPIC, at=now + timedelta(seconds=1))
    good = print_orders.typeset

    def fail(document):
        raise RuntimeError("canary4711quill")

    monkeypatch.setattr(print_orders, "typeset", fail)
    make_prints_asked_for(now=now)
    monkeypatch.setattr(print_orders, "typeset", good)
    make_prints_asked_for(now=now)

    assert (state(people, now), state(people, now, TOPIC)) == ("FAILED", "READY")
    # Whoever asks again has another try.
    assert ask() is None
    make_prints_asked_for(now=now)
    assert state(people, now) == "READY"


def test_one_that_ends_the_process_is_not_begun_for_ever(people, stages, ask, now, monkeypatch):
    stages.live()
    ask()

    def die(document):
        raise KeyboardInterrupt

    monkeypatch.setattr(print_orders, "typeset", die)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            make_prints_asked_for(now=now)

    assert make_prints_asked_for(now=now) == 0
    assert state(people, now) == "FAILED"


@pytest.mark.parametrize("change", ["disabled", "withdrawn"])
def test_an_order_nobody_can_fill_is_dropped(people, stages, sets, ask, now, change):
    stages.live()
    ask()
    if change == "disabled":
        by = people.police_admin.person_id
        Membership.objects.filter(id=people.officer.membership_id).update(disabled_at=now, disabled_by=by)
    else:
        withdraw_page(actor=people.trainer, slug="cuckooing", number=1, reason="Wrong.", now=now)

    make_prints_asked_for(now=now)

    assert (sets, PrintOrder.objects.count()) == ([], 0)


def test_yesterdays_orders_are_forgotten(people, stages, sets, ask, now):
    stages.live()
    ask()

    make_prints_asked_for(now=now + timedelta(days=1, seconds=1))

    assert (sets, PrintOrder.objects.count()) == ([], 0)


def test_the_page_says_how_far_it_is(client, sign_in, people, stages, sets):
    stages.live()
    sign_in(client, people.officer)

    waiting = client.get("/manual/pdf", follow=True)

    shown = waiting.content.decode()
    assert waiting.redirect_chain == [("/manual/prints/manual", 302)]
    assert "Making the print" in shown
    assert "<progress" in shown
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown
    make_prints_asked_for(now=timezone.now())
    ready = client.get("/manual/prints/manual").content.decode()
    assert "Your print is ready" in ready
    assert 'href="/manual/pdf"' in ready
    assert client.get("/manual/pdf").content == b"print 1"


@pytest.mark.parametrize("address", ["/manual/prints/manual", f"/manual/prints/{TOPIC}"])
def test_nobody_else_learns_how_far_it_is(client, sign_in, people, stages, ask, address):
    stages.live()
    ask()

    assert Client().get(address).status_code == 302
    assert sign_in(client, people.outsider).get(address).status_code == 404
    assert sign_in(client, people.officer).get("/manual/prints/no-such-topic").status_code == 404


def test_the_worker_has_the_duty():
    assert "make prints asked for" in {duty.name for duty in duties_of_apps()}
