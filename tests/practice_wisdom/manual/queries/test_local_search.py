"""What a local note says is found by the readers of its area; to everybody else there is no such word."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.identity.models import Area, Organisation
from backend.identity.queries.areas import areas_of
from backend.search.operations import drain, rebuild
from backend.search.queries import search_for
from practice_wisdom.manual.models import LocalNote, Page, Wording
from practice_wisdom.manual.operations.local_notes import NoteWords, change_note, end_note, write_note
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.withdrawals import withdraw_page
from practice_wisdom.manual.queries.search import find, known

pytestmark = pytest.mark.django_db

# The other two say the same beside every database.
ENGINES = ["postgres"] if connection.vendor == "postgresql" else ["memory", "whoosh"]
DAYS = date(2026, 11, 22), date(2027, 3, 22)
WORDS = NoteWords("Do this now", "Ring **Oakhaven** hub.\n\nAsk for the quarterdeck rota.", *DAYS)
# A word of the note, one misspelt, one begun, one with a page's own, and one in quotes.
ASKED = ["oakhaven", "oakhavn", "oakha", "cuckooing oakhaven", '"quarterdeck rota"', "ring oakhaven hub"]
EVERYBODY_ELSE = ["nurse", "officer", "trainer", "outsider"]


@pytest.fixture(autouse=True, params=ENGINES)
def _engine(request, settings):
    settings.SEARCH_ENGINE = request.param


@pytest.fixture
def write(people, now):
    def _write(words=WORDS, *, who="approver", where="Nextdoor", slug="cuckooing"):
        area_id = Area.objects.get(name=where).id
        return write_note(actor=getattr(people, who), slug=slug, area_id=area_id, words=words, now=now)

    return _write


@pytest.fixture
def noted(stages, next_door, write):
    stages.live()
    stages.live(slug="noise", title="Noise at home")
    note = write()
    drain()
    return note


def found(actor, text, now, **chosen):
    return find(actor=actor, text=text, chosen=chosen, limit=20, today=now.date())


def slugs(actor, text, now, **chosen):
    return [line.result.slug for line in found(actor, text, now, **chosen).lines]


@pytest.mark.parametrize("text", ASKED)
def test_a_reader_of_the_area_finds_the_page_by_the_words_of_its_note(people, noted, now, text):
    first = found(people.socialworker, text, now).lines[0].result

    assert (first.slug, first.area, first.anchor) == ("cuckooing", "Nextdoor", f"note-{noted.pk}")
    assert "<mark>" in first.snippet
    assert (first.kind, first.url) == ("manual.page", "/manual/cuckooing")


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
@pytest.mark.parametrize("text", ASKED)
def test_nobody_else_can_tell_that_it_is_there(people, noted, now, who, text):
    actor = getattr(people, who)
    with_note = search_for(actor=actor, text=text), found(actor, text, now)
    LocalNote.objects.all().update(ended_at=now, ended_by_id=people.approver.membership_id)
    rebuild()

    assert (search_for(actor=actor, text=text), found(actor, text, now)) == with_note
    assert "oakhaven" not in str(with_note).lower().replace(text, "")


def test_a_misspelt_word_of_a_note_is_put_right_for_its_readers_alone(people, noted, now):
    told = {who: found(getattr(people, who), "oakhavn", now).did_you_mean for who in ["socialworker", *EVERYBODY_ELSE]}

    assert told == {"socialworker": "oakhaven", **dict.fromkeys(EVERYBODY_ELSE)}


def test_a_word_that_a_page_says_too_is_shown_from_the_page(people, noted, now):
    result = found(people.socialworker, "signs taken over", now).lines[0].result

    assert (result.slug, result.area) == ("cuckooing", "")
    assert len(slugs(people.socialworker, "cuckooing", now)) == 1


def test_a_note_does_not_move_the_results_of_others(people, stages, next_door, write, now):
    stages.live()
    stages.live(slug="noise", title="Noise at home")
    drain()
    before = found(people.officer, "home noise", now)

    write(replace(WORDS, body="Noise at home, noise all over the home, noise and home."))
    drain()

    assert found(people.officer, "home noise", now) == before
    assert found(people.socialworker, "home noise", now) != before


def test_an_area_below_finds_it_and_one_above_does_not(people, stages, next_door, write, now):
    stages.live()
    write(where="Westmarch", who="trainer")
    drain()

    assert [slugs(actor, "oakhaven", now) for actor in (people.officer, people.socialworker, people.outsider)] == [
        ["cuckooing"],
        ["cuckooing"],
        [],
    ]


def test_a_changed_note_is_found_by_what_it_says_now(people, noted, now):
    words = replace(WORDS, body="Ring the marigold desk.")
    change_note(actor=people.approver, note_id=noted.pk, version=1, words=words, now=now)
    drain()

    assert slugs(people.socialworker, "oakhaven", now) == []
    assert slugs(people.socialworker, "marigold", now) == ["cuckooing"]


def test_an_ended_note_is_found_no_more_not_even_before_the_index_learns_of_it(people, noted, now):
    end_note(actor=people.approver, note_id=noted.pk, version=1, now=now)

    assert slugs(people.socialworker, "oakhaven", now) == []
    drain()
    assert slugs(people.socialworker, "oakhaven", now) == []
    assert slugs(people.socialworker, "cuckooing", now) == ["cuckooing"]


def test_whoever_leaves_the_area_finds_it_no_more_at_once(people, noted, now):
    elsewhere = Area.objects.get(name="Marchfield")
    Organisation.objects.filter(id=people.approver.organisation_id).update(area=elsewhere)

    assert slugs(people.socialworker, "oakhaven", now) == []


def test_a_withdrawn_page_is_not_found_by_its_note(people, noted, now):
    withdraw_page(actor=people.trainer, slug="cuckooing", number=1, reason="Out of date.", now=now)

    assert slugs(people.socialworker, "oakhaven", now) == []
    drain()
    assert slugs(people.socialworker, "oakhaven", now) == []


def test_a_new_revision_is_found_with_its_notes(people, stages, noted, now):
    draft = stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), title="Taken homes")
    stages.publish(stages.approve(stages.submitted(draft)))
    drain()

    assert [line.result.title for line in found(people.socialworker, "oakhaven", now).lines] == ["Taken homes"]


# -- the area as something to narrow by


def area_facet(actor, text, now, **chosen):
    facets = {facet.name: facet.values for facet in found(actor, text, now, **chosen).facets}
    return [(value.label, value.count) for value in facets.get("area", ())]


def test_a_county_and_its_town_are_counted_and_narrow(people, noted, write, now):
    write(replace(WORDS, body="Council noise line."), where="Westmarch", who="trainer", slug="noise")
    drain()
    town, county = str(noted.area_id), str(Area.objects.get(name="Westmarch").id)

    # What holds in the county holds in its town.
    assert area_facet(people.socialworker, "home", now) == [("Westmarch", 1), ("Nextdoor", 2)]
    assert slugs(people.socialworker, "home", now, area=[county]) == ["noise"]
    assert sorted(slugs(people.socialworker, "home", now, area=[town])) == ["cuckooing", "noise"]
    assert area_facet(people.officer, "home", now) == [("Westmarch", 1)]


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_the_area_of_others_is_no_choice_and_like_one_that_there_is_not(people, noted, now, who):
    actor = getattr(people, who)

    answers = [found(actor, "home", now, area=[str(id)]) for id in (noted.area_id, 987_654)]

    assert area_facet(actor, "home", now) == []
    assert answers[0] == answers[1]
    assert answers[0].total == 0


def test_an_address_may_say_anything():
    assert known({"area": ["7", "x", "\x00", "²", "7", "9" * 40, "-1"]})["area"] == ["7"]


# -- the same number of queries, and whatever is written where


def test_as_many_queries_with_one_note_as_with_three(people, noted, write, now, count_queries):
    found(people.socialworker, "oakhaven", now)
    with_one = count_queries(lambda: found(people.socialworker, "oakhaven", now))
    write(slug="noise")
    write(replace(WORDS, body="Oakhaven again."), slug="noise")
    drain()
    found(people.socialworker, "oakhaven", now)

    assert count_queries(lambda: found(people.socialworker, "oakhaven", now)) == with_one


NOTES = st.lists(
    st.tuples(
        st.sampled_from(["Westmarch", "Nextdoor", "Marchfield", "Otherland"]),
        st.sampled_from(["heliotrope", "isinglass", "jacaranda"]),
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=NOTES, word=st.sampled_from(["heliotrope", "isinglass", "jacaranda", "heliotrop", "isingl"]))
def test_only_readers_of_the_area_find_it_whatever_is_written_where(people, noted, now, notes, word):
    Wording.objects.exclude(note=noted).delete()
    LocalNote.objects.exclude(pk=noted.pk).delete()
    page = Page.objects.get(slug="cuckooing")
    for where, said, stands in notes:
        _note(page, Area.objects.get(name=where), said, by=people.approver.membership_id, at=now, stands=stands)
    rebuild()

    for who in ("socialworker", "officer", "nurse", "trainer", "outsider"):
        actor = getattr(people, who)
        mine = {place.name for place in areas_of(actor)} if who != "outsider" else set()
        may = any(stands and where in mine and said.startswith(word[:6]) for where, said, stands in notes)
        assert slugs(actor, word, now) == (["cuckooing"] if may else [])


def _note(page, area, body, *, by, at, stands):
    ended = {} if stands else {"ended_at": at, "ended_by_id": by}
    note = LocalNote.objects.create(page=page, area=area, **ended)
    Wording.objects.create(
        note=note, number=1, after="Do this now", body=body, html=f"<p>{body}</p>", checked_on=DAYS[0],
        review_by=DAYS[1], author_id=by, written_at=at,
    )  # fmt: skip
