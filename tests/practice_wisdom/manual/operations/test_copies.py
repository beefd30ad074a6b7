"""What a device may keep of the manual: all that its reader may read, nothing else, and no longer than that."""

import gzip
import json
from datetime import date, timedelta

import brotli
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import settings as sizes
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from backend.identity.models import Area, Membership
from practice_wisdom.manual.models import HandedOut, LocalNote, Page, Synonym, Term
from practice_wisdom.manual.operations.copies import KEPT_FOR, forget_old_copies, hand_out
from practice_wisdom.manual.operations.local_notes import NoteWords, write_note
from practice_wisdom.manual.queries.copies import copies_for, item_to_fetch

pytestmark = pytest.mark.django_db

CANARY = "quill4711"
NOTE = NoteWords("Who does what", f"Ring {CANARY}.", date(2026, 11, 22), date(2027, 3, 22))


@pytest.fixture
def device(sign_in):
    """`device(actor)`: what the copy of that person's device holds after it asked, by key."""
    return lambda actor: Device(sign_in(Client(), actor))


class Device:
    def __init__(self, client):
        self.client, self.cursor, self.items = client, "", {}

    def get(self, address, **headers):
        return self.client.get(address, headers={"Accept": "application/json", "Accept-Encoding": "br", **headers})

    def asks(self):
        told = read(self.get(f"/edition/?since={self.cursor}"))
        if told.get("full"):
            self.items = {}
        for url, *_ in told["packs"]:
            for key, hash, item in read(self.get(url)):
                self.items[key] = hash, item
        for key, hash in told["items"]:
            if self.items.get(key, ("",))[0] != hash:
                self.items[key] = hash, read(self.get(f"/edition/items/{hash}"))
        for key in told["gone"]:
            del self.items[key]
        assert len(self.items) == told["total"]
        self.cursor = told["cursor"]
        return told


def read(answered):
    assert answered.status_code == 200, answered.content
    assert "no-store" in answered["Cache-Control"]
    open_up = {"br": brotli.decompress, "gzip": gzip.decompress}[answered["Content-Encoding"]]
    return json.loads(open_up(answered.content))


def test_a_device_holds_what_its_reader_may_read(people, stages, next_door, now, device):
    stages.live(keywords=("flat taken over",))
    write_note(actor=people.approver, slug="cuckooing", area_id=next_door.id, words=NOTE, now=now)
    copy = device(people.socialworker)

    told = copy.asks()

    assert told["partnership"] == "Marchfield Together"
    page = Page.objects.get()
    shown = copy.items[f"manual.page:{page.id}"][1]
    assert (shown["slug"], shown["keywords"]) == ("cuckooing", ["flat taken over"])
    assert [(part["heading"], part["weight"]) for part in shown["parts"][:2]] == [
        ("Do this now", 2),
        ("Who does what", 1),
    ]
    (note,) = [item for key, (_, item) in copy.items.items() if key.startswith("manual.local_notes:")]
    assert CANARY in note["parts"][0]["html"]


def test_a_note_of_another_area_a_draft_and_another_partnership_are_in_nobodys_copy(
    people, stages, next_door, now, device
):
    stages.live()
    stages.draft(slug="secret", title=f"Draft {CANARY}")
    write_note(actor=people.approver, slug="cuckooing", area_id=next_door.id, words=NOTE, now=now)
    theirs = device(people.socialworker)
    theirs.asks()
    assert CANARY in str(theirs.items)  # it could leak

    for actor in (people.officer, people.outsider):
        copy = device(actor)
        copy.asks()
        assert CANARY not in str(copy.items)
        for hash, _ in theirs.items.values():
            if hash not in {own for own, _ in copy.items.values()}:
                assert copy.get(f"/edition/items/{hash}").status_code == 404
        for pack in copies_for(actor=people.socialworker).values():
            for hash in pack.packs:
                if hash not in {own for place in copies_for(actor=actor).values() for own in place.packs}:
                    assert copy.get(f"/edition/packs/{hash}").status_code == 404


def test_what_is_withdrawn_is_gone_at_the_next_question(people, stages, device):
    stages.live()
    copy = device(people.officer)
    copy.asks()
    hash, _ = copy.items[f"manual.page:{Page.objects.get().id}"]

    page = Page.objects.get()
    page.be_taken_away()
    page.save()
    told = copy.asks()

    assert told["gone"] == [f"manual.page:{page.id}"]
    assert copy.get(f"/edition/items/{hash}").status_code == 404


def test_nothing_changed_is_said_in_a_kilobyte(people, stages, device):
    stages.live()
    copy = device(people.officer)
    copy.asks()

    answered = copy.get(f"/edition/?since={copy.cursor}")

    told = read(answered)
    assert (told["items"], told["gone"], told["packs"]) == ([], [], [])
    assert len(answered.content) < 1024


def test_whatever_way_of_squeezing_a_browser_takes_it_is_the_same(people, stages, device):
    stages.live()
    copy = device(people.officer)
    (pack, _), *_ = copy.asks()["packs"]

    for address in ("/edition/", pack):
        one, other = (read(copy.get(address, **{"Accept-Encoding": way})) for way in ("gzip, br", "gzip"))
        assert one == other


@pytest.mark.parametrize("cursor", ["", "x", "0-0000000000000000", "1-2-3", "0-" + "a" * 99, "\u0661-" + "a" * 16])
def test_a_cursor_that_says_nothing_gives_all_there_is(people, stages, device, cursor):
    stages.live()

    copy = device(people.officer)
    copy.cursor = cursor
    assert copy.asks()["full"]


def test_a_cursor_of_another_partnership_gives_all_of_ones_own(people, stages, device):
    stages.live()
    theirs = device(people.officer)
    theirs.asks()
    copy = device(people.outsider)
    copy.cursor = theirs.cursor

    assert copy.asks()["full"]
    assert f"manual.page:{Page.objects.get().id}" not in copy.items


def test_a_cursor_of_a_colleague_elsewhere_does_not_tell_which_pages_have_notes_there(
    people, stages, next_door, now, device
):
    stages.live()
    write_note(actor=people.approver, slug="cuckooing", area_id=next_door.id, words=NOTE, now=now)
    theirs, copy = device(people.socialworker), device(people.officer)
    theirs.asks()
    assert "manual.local_notes" in str(theirs.items)
    copy.cursor = theirs.cursor

    told = copy.asks()

    assert told["full"]
    assert "manual.local_notes" not in str(told)


def test_whoever_is_disabled_or_signed_out_gets_nothing(people, stages, device):
    stages.live()
    copy = device(people.officer)
    told = copy.asks()
    disabled = Membership.objects.filter(id=people.officer.membership_id)
    disabled.update(disabled_at="2026-11-22T00:00Z", disabled_by=people.lead.person_id)

    for client in (copy.client, Client()):
        for address in ("/edition/", told["packs"][0][0], f"/edition/items/{told['items'][0][1]}"):
            answered = client.get(address, headers={"Accept": "application/json"})
            assert answered.status_code in {302, 401, 403}
            assert "cuckooing" not in str(answered.content).lower()


def test_a_list_that_no_device_had_for_ninety_days_is_forgotten(people, now):
    hand_out(actor=people.officer, since="", now=now)

    assert forget_old_copies(now=now + KEPT_FOR) == 0
    assert forget_old_copies(now=now + KEPT_FOR + timedelta(days=1)) == 1
    assert not HandedOut.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_pages(people, stages, now, count_queries):
    stages.live()
    hand_out(actor=people.officer, since="", now=now)
    few = count_queries(lambda: copies_for(actor=people.officer))
    for number in range(3):
        stages.live(slug=f"page-{number}")

    assert count_queries(lambda: copies_for(actor=people.officer)) == few


class Devices(RuleBasedStateMachine):
    """Two readers in two towns, whose devices ask now and then: each then holds just what a new one would be given."""

    world = None

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.people, self.stages, self.town, self.now = self.world
        self.county = Area.objects.get(name="Westmarch")
        self.copies = {who: ["", {}] for who in ("officer", "socialworker")}
        self.number = 0

    def actor(self, who):
        return getattr(self.people, who)

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @rule(who=st.sampled_from(["officer", "socialworker"]))
    def a_device_asks(self, who):
        actor, (cursor, items) = self.actor(who), self.copies[who]
        told = hand_out(actor=actor, since=cursor, now=self.now)
        items = {} if told.is_full else {key: item for key, item in items.items() if key not in told.gone}
        items |= {key: item_to_fetch(actor=actor, hash=hash) for key, hash in told.items}
        self.copies[who] = [told.cursor, items]
        new = hand_out(actor=actor, since="", now=self.now)
        assert items == {key: item_to_fetch(actor=actor, hash=hash) for key, hash in new.items}

    @rule()
    def a_page_comes(self):
        self.number += 1
        self.stages.live(slug=f"page-{self.number}")

    @rule(days=st.integers(1, 300))
    def a_page_is_confirmed(self, days):
        for page in Page.objects.exclude(live_revision=None)[:1]:
            page.be_fresh(checked_on=date(2026, 11, 22), review_by=date(2026, 11, 22) + timedelta(days=days))
            page.save()

    @rule()
    def a_page_goes(self):
        for page in Page.objects.exclude(live_revision=None).order_by("id")[:1]:
            page.be_taken_away()
            page.save()

    @rule(place=st.booleans())
    def a_note_comes(self, place):
        for page in Page.objects.exclude(live_revision=None).order_by("-id")[:1]:
            area = self.town if place else self.county
            standing = LocalNote.objects.filter(page=page, area=area, ended_at=None)
            if standing.count() < 2:
                write_note(actor=self.people.approver, slug=page.slug, area_id=area.id, words=NOTE, now=self.now)
            else:
                standing.update(ended_at=self.now, ended_by=self.people.approver.membership_id)

    @rule(words=st.text("ab", min_size=1, max_size=3))
    def other_words_change(self, words):
        partnership_id = self.people.officer.partnership_id
        Synonym.objects.update_or_create(
            partnership_id=partnership_id, origin="", defaults={"say": [words], "means": []}
        )

    @rule(words=st.text("ab", min_size=1, max_size=3))
    def a_term_changes(self, words):
        partnership_id = self.people.officer.partnership_id
        Term.objects.update_or_create(
            partnership_id=partnership_id, slug="term", defaults={"name": "Term", "meaning": words}
        )


def test_two_devices_always_hold_what_a_new_one_would_be_given(people, stages, next_door, now):
    Devices.world = people, stages, next_door, now

    run_state_machine_as_test(Devices, settings=sizes(max_examples=8, stateful_step_count=20, deadline=None))
