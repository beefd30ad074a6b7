import re
import uuid

import pytest

from practice_wisdom.manual.forms import initial_of
from practice_wisdom.manual.models import Approval, KeptText, Page, Revision

pytestmark = pytest.mark.django_db


def typed(**changes):
    return {
        "title": "Cuckooing",
        "summary": "When somebody's home is taken over.",
        "body": "## Do this now\r\n1. Look.\r\n\r\n## Law and sources\r\n- Care Act 2014.",
        "topics": ["adults-at-risk"],
        "agencies": ["POLICE", "HOUSING"],
        "audience": "both",
        "level": "people",
        "lens": "structural",
        "evidence": ["law"],
        "keywords": "taken over his flat, cuckoo",
        "sources": "Care Act 2014 | 2014 | section 42",
        "checked_on": "2026-11-22",
        "review_by": "2027-05-22",
        "press": "save",
    } | changes


def new(**changes):
    return typed(slug="cuckooing", joint="on", **changes)


def test_everything_that_is_missing_is_said_at_once(client, sign_in, people):
    sign_in(client, people.trainer)
    where = client.post("/manual/new", new(summary="", topics=[], agencies=[], evidence=[], sources="")).url

    response = client.post(f"{where}submit", {"version": 1})

    assert response.status_code == 422
    missing = ("what this page helps with", "one topic", "agencies", "rests on", "one source")
    assert [words for words in missing if words not in response.content.decode()] == []


def test_a_page_from_the_first_word_to_the_live_page(client, sign_in, people):
    def press(who, address, **data):
        response = sign_in(client, getattr(people, who)).post(address, data)
        assert response.status_code == 302, response.content.decode()
        return response.url

    where = press("trainer", "/manual/new", **new())
    version = lambda: Revision.objects.get().version  # noqa: E731
    press("trainer", f"{where}edit", **typed(title="Better", version=version()))
    press("trainer", f"{where}submit", version=version())
    press("lead", f"{where}approve", version=version(), note="Good.")
    assert "needs a partner approval" in client.get("/manual/desk").content.decode().lower()
    assert "Needs a partner approval" in client.get(where).content.decode()
    press("approver", f"{where}return", version=version(), reason="Say who.")
    press("trainer", f"{where}edit", **typed(title="Better still", version=version(), press="submit"))
    press("approver", f"{where}approve", version=version(), note="")
    press("nurse", f"{where}return", version=version(), reason="Once more.")
    press("trainer", f"{where}submit", version=version())
    press("lead", f"{where}approve", version=version())
    press("nurse", f"{where}approve", version=version())
    press("trainer", f"{where}publish", version=version())

    page = sign_in(client, people.officer).get("/manual/cuckooing").content.decode()
    assert "Better still" in page
    assert "Marchfield Health Trust" in page


def test_a_new_page_needs_a_curator(client, sign_in, people):
    for method in (client.get, client.post):
        sign_in(client, people.officer)
        assert method("/manual/new").status_code == 403
    assert Page.objects.count() == 0


def test_the_empty_form_offers_the_parts_in_order(client, sign_in, people):
    page = sign_in(client, people.trainer).get("/manual/new").content.decode()

    assert "## Do this now" in page
    assert page.index(">Save draft<") < page.rindex(">Preview<")


def test_the_form_says_what_an_approver_needs_and_what_may_stay_empty(client, sign_in, people):
    page = sign_in(client, people.trainer).get("/manual/new").content.decode()

    said = re.findall(r'<(?:label|legend)[^>]*>([^<]+) <span class="muted">\(([^)]+)\)</span>', page)
    assert said == [
        ("Summary", "needed before approval"),
        ("Topics", "needed before approval"),
        ("Agencies it is about", "needed before approval"),
        ("What it rests on", "needed before approval"),
        ("Sources", "needed before approval"),
        ("Words people type", "optional"),
    ]


def test_preview_shows_the_page_and_keeps_every_word(client, sign_in, people):
    data = new(press="preview", title="A <b>title</b>", keywords="one, two", review_by="2027-06-01")

    response = sign_in(client, people.trainer).post("/manual/new", data)

    page = response.content.decode()
    assert (response.status_code, Page.objects.count()) == (200, 0)
    assert '<h2 id="do-this-now">Do this now</h2>' in page
    assert "Nothing is saved yet." in page
    for kept in (
        "A &lt;b&gt;title&lt;/b&gt;",
        "one, two",
        "2027-06-01",
        "Care Act 2014 | 2014 | section 42",
        'value="cuckooing"',
    ):
        assert kept in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "Not Good"}, "Enter a valid"),
        ({"slug": "desk"}, "“desk” is an address of its own."),
        ({"title": ""}, "Give the page a title."),
        ({"slug": ""}, "Give the page an address."),
        ({"sources": "Care Act"}, "Line 1: write title | year | section"),
        ({"review_by": "2026-11-22"}, "The review date must be after the day of checking."),
        ({"body": "[a](javascript:alert)"}, "cannot work. Use https:"),
        ({"body": "[" * 5_000}, "4000 is the most"),
        ({"topics": ["gossip"]}, "gossip is not one of the available choices"),
    ],
)
def test_a_refused_form_keeps_every_word(client, sign_in, people, changes, said):
    response = sign_in(client, people.trainer).post("/manual/new", {**new(), **changes})

    page = response.content.decode()
    assert (response.status_code, Page.objects.count()) == (422, 0)
    assert said in page
    assert "taken over his flat, cuckoo" in page
    assert "There is a problem" in page


def test_a_double_tap_makes_one_page(client, sign_in, people):
    sign_in(client, people.trainer)
    data = new(once=str(uuid.uuid4()))

    answers = [client.post("/manual/new", data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Page.objects.count() == 1


def test_words_typed_over_somebody_elses_are_kept_beside_theirs(client, sign_in, people, stages):
    draft = stages.draft()
    stages.save(draft, title="Theirs")
    sign_in(client, people.approver)

    response = client.post(f"/manual/revisions/{draft.id}/edit", typed(title="Mine", version=1))

    assert (response.status_code, response.url) == (302, f"/manual/revisions/{draft.id}/merge")
    assert (Revision.objects.get().title, KeptText.objects.get().title) == ("Theirs", "Mine")


def test_a_late_save_of_the_words_that_are_saved_is_no_second_text(client, sign_in, people, stages):
    draft = stages.draft()
    sign_in(client, people.trainer)
    address = f"/manual/revisions/{draft.id}/edit"
    assert client.post(address, typed(version=1)).status_code == 302

    response = client.post(address, typed(version=1))

    assert (response.url, KeptText.objects.count()) == (f"/manual/revisions/{draft.id}/", 0)


def test_words_typed_after_somebody_submitted_come_back(client, sign_in, people, stages):
    revision = stages.in_review()

    response = sign_in(client, people.trainer).post(
        f"/manual/revisions/{revision.id}/edit", typed(title="Too late", version=revision.version)
    )

    assert (response.status_code, Revision.objects.get().title) == (409, "Cuckooing")
    assert 'value="Too late"' in response.content.decode()


def test_a_fixed_revision_has_no_form(client, sign_in, people, stages):
    revision = stages.in_review()

    response = sign_in(client, people.trainer).get(f"/manual/revisions/{revision.id}/edit")

    assert (response.status_code, response.url) == (302, f"/manual/revisions/{revision.id}/")


def test_the_form_gives_back_what_was_saved(client, sign_in, people, stages):
    draft = stages.draft()
    before = draft.words
    data = {name: value for name, value in initial_of(draft).items() if value is not None}

    response = sign_in(client, people.trainer).post(f"/manual/revisions/{draft.id}/edit", {**data, "press": "save"})

    assert (response.status_code, Revision.objects.get().words) == (302, before)


BUTTONS = {
    "edit": "Edit the draft",
    "submit": "Submit for approval",
    "approve": ">Approve<",
    "return": "Send back",
    "publish": ">Publish<",
}


@pytest.mark.parametrize(
    ("stage", "who", "offered"),
    [
        ("draft", "trainer", {"edit", "submit"}),
        ("draft", "lead", set()),
        ("in_review", "trainer", set()),
        ("in_review", "lead", {"approve", "return"}),
        ("in_review", "nurse", {"approve", "return"}),
        ("approved", "trainer", {"publish"}),
        ("approved", "approver", {"publish", "return"}),
        ("live", "trainer", set()),
        ("live", "officer", set()),
    ],
)
def test_a_revision_offers_what_one_may_do(client, sign_in, people, stages, stage, who, offered):
    revision = getattr(stages, stage)()

    page = sign_in(client, getattr(people, who)).get(f"/manual/revisions/{revision.id}/").content.decode()

    assert {name for name, words in BUTTONS.items() if words in page} == offered


@pytest.mark.parametrize("who", ["officer", "socialworker", "outsider"])
@pytest.mark.parametrize("press", ["", "edit"])
def test_drafts_do_not_exist_for_others(client, sign_in, people, stages, who, press):
    draft = stages.draft()

    assert sign_in(client, getattr(people, who)).get(f"/manual/revisions/{draft.id}/{press}").status_code == 404


@pytest.mark.parametrize(
    ("press", "who", "status"),
    [
        ("submit", "officer", 404),
        ("submit", "lead", 403),
        ("approve", "trainer", 403),
        ("approve", "outsider", 404),
        ("return", "trainer", 403),
        ("publish", "lead", 403),
        ("publish", "trainer", 409),
    ],
)
def test_a_press_one_may_not_make_changes_nothing(client, sign_in, people, stages, press, who, status):
    revision = stages.draft()

    response = sign_in(client, getattr(people, who)).post(
        f"/manual/revisions/{revision.id}/{press}", {"version": 1, "reason": "x"}
    )

    assert (response.status_code, Revision.objects.get().version, Approval.objects.count()) == (status, 1, 0)


def test_sending_back_without_a_reason_asks_for_it(client, sign_in, people, stages):
    revision = stages.in_review()

    response = sign_in(client, people.lead).post(
        f"/manual/revisions/{revision.id}/return", {"version": revision.version, "reason": " "}
    )

    assert (response.status_code, Revision.objects.get().state) == (422, "IN_REVIEW")
    assert "Say what should change." in response.content.decode()


@pytest.mark.parametrize("press", ["submit", "approve", "return", "publish"])
def test_presses_are_posts(client, sign_in, people, stages, press):
    revision = stages.draft()

    assert sign_in(client, people.trainer).get(f"/manual/revisions/{revision.id}/{press}").status_code == 405


def test_a_draft_is_started_from_the_live_page(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.trainer)
    assert "Start a new draft" in client.get("/manual/cuckooing").content.decode()

    response = client.post("/manual/cuckooing/draft")

    draft = Revision.objects.get(number=2)
    assert (response.status_code, response.url) == (302, f"/manual/revisions/{draft.id}/edit")
    assert "A new revision is being prepared" in client.get("/manual/cuckooing").content.decode()
    assert "being prepared" not in sign_in(client, people.officer).get("/manual/cuckooing").content.decode()
