"""One author, the page open on a phone and at a desk, our own scripts and the real API between them: whatever the
network does and whatever is chosen, no word is lost or doubled, and "Saved" is never said of what the server has not.
(F15, C18)

`ALONGSIDE_EXAMPLES=1000 ALONGSIDE_STEPS=50 ./alongside test tests/supervision/test_two_pages.py` for a night.
"""

import os
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.supervision.scripted_pages import KEEP, ScriptedPages

EXAMPLES = int(os.environ.get("ALONGSIDE_EXAMPLES", "12"))
STEPS = int(os.environ.get("ALONGSIDE_STEPS", "25"))
DEVICE = st.sampled_from(["phone", "desk"])
NOTHING = "(nothing)"


class TwoPages(RuleBasedStateMachine):
    pair = api = pages = None

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.record = self.pair.starts()
        self.path = f"/records/{self.record.pk}/sections/what"
        self.server = self.api(self.pair.sergeant)
        self.typed, self.stood, self.given_up = [], {""}, []
        self.shown = {
            device: self.pages(device, "opens", path=self.path, version=0, text="") for device in ("phone", "desk")
        }

    def teardown(self):
        if hasattr(self, "undo"):
            try:
                self.all_is_there_in_the_end()
            finally:
                transaction.set_rollback(True)
                self.undo.__exit__(None, None, None)

    def does(self, device, what, **how):
        before = self.shown[device].sent
        self.shown[device] = shown = self.pages(device, what, **how)
        waiting = {one.id for one in shown.sent} | {how.get("id")}
        self.given_up += [one for one in before if one.id not in waiting]
        if shown.says == "saved" and not shown.unsaved:
            assert shown.box in self.stood, "it says that it is saved, and the server never had it"

    def waiting(self):
        return [device for device, shown in self.shown.items() if shown.sent]

    def asking(self):
        return [device for device, shown in self.shown.items() if shown.buttons]

    @rule(device=DEVICE, words=st.integers(1, 2), seconds=st.sampled_from([0, 0.3, 2, 10]))
    def type(self, device, words, seconds):
        for _ in range(words):
            self.typed.append(f"word{len(self.typed)}")
            self.does(device, "types", text=f"{self.shown[device].box} {self.typed[-1]}".strip())
        self.does(device, "waits", seconds=seconds)

    @rule(device=DEVICE)
    def leave_the_box(self, device):
        self.does(device, "leavesTheBox")

    @rule(device=DEVICE, seconds=st.sampled_from([2, 10, 60]))
    def wait(self, device, seconds):
        self.does(device, "waits", seconds=seconds)

    @precondition(waiting)
    @rule(data=st.data(), fate=st.sampled_from(["answered", "answered", "cut off", "unheard", "lost", 500, 503, 429]))
    def something_becomes_of_a_request(self, data, fate):
        device = data.draw(st.sampled_from(self.waiting()))
        self.befalls(device, fate)

    def befalls(self, device, fate):
        sent, *_ = self.shown[device].sent
        arrives = fate in {"answered", "cut off", "unheard"}
        answer = self.answer_to(sent) if arrives else {"status": fate, "body": {}}
        if fate in {"unheard", "lost"}:
            self.does(device, "hearsNothing", id=sent.id)
        else:
            self.does(device, "hears", id=sent.id, cutOff=fate == "cut off", **answer)

    @precondition(lambda self: self.given_up)
    @rule()
    def what_a_page_no_longer_waits_for_arrives(self):
        self.answer_to(self.given_up.pop(0))

    @precondition(asking)
    @rule(data=st.data())
    def choose(self, data):
        """Of two texts none is thrown away: whoever keeps the box has copied into it what it had not."""
        device = data.draw(st.sampled_from(self.asking()))
        button = data.draw(st.sampled_from(self.shown[device].buttons))
        if button == KEEP:
            self.copies_into_the_box(device)
        self.does(device, "presses", words=button)

    def copies_into_the_box(self, device):
        shown = self.shown[device]
        beside = {word for text in shown.beside if text != NOTHING for word in text.split()}
        if missing := sorted(beside.difference(shown.box.split())):
            self.does(device, "types", text=" ".join([shown.box, *missing]).strip())

    def answer_to(self, sent):
        answered = self.server.put(self.path, {"text": sent.text}, version=sent.version, key=sent.key)
        self.stood.add(self.on_the_server())
        return {"status": answered.status_code, "body": answered.json()}

    def on_the_server(self):
        mine = self.pair.opens(self.record, by=self.pair.sergeant).stages[0].mine
        return mine.text if mine else ""

    def all_is_there_in_the_end(self):
        """The network is back, and whoever wrote brings both pages together: what stands beside is copied first."""
        for _ in range(30):
            for device in self.shown:
                if self.shown[device].sent:
                    self.befalls(device, "answered")
                if self.shown[device].beside:
                    self.copies_into_the_box(device)
                if self.shown[device].asks:
                    self.does(device, "presses", words=KEEP)
                self.does(device, "waits", seconds=60)
            if not any(shown.sent or shown.unsaved for shown in self.shown.values()):
                break
        while self.given_up:
            self.what_a_page_no_longer_waits_for_arrives()
        shown = {word for page in self.shown.values() for text in page.beside for word in text.split()} - {NOTHING}
        counted = Counter(self.on_the_server().split())
        assert set(counted) | shown >= set(self.typed), "a word is lost"
        assert not shown - set(counted), "what stands beside was copied, and is not saved"
        assert max(counted.values(), default=1) == 1, "a word is doubled"


def run(pair, api, pages, **how):
    TwoPages.pair, TwoPages.api, TwoPages.pages = pair, staticmethod(api), staticmethod(pages)
    sizes = {"max_examples": EXAMPLES, "stateful_step_count": STEPS, **how}
    how = settings(
        **sizes,
        phases=[Phase.generate],  # to make fifty steps fewer takes minutes
        deadline=None,
        database=None,
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(TwoPages, settings=how)


@pytest.fixture
def scripted():
    begun = []

    def begin(mutation=None):
        begun.append(ScriptedPages(mutation))
        return begun[-1]

    yield begin
    for pages in begun:
        pages.close()


@pytest.mark.one_database
def test_no_word_is_lost_or_doubled_and_nothing_is_called_saved_that_is_not(pair, api, scripted):
    run(pair, api, scripted())


@pytest.mark.one_database
def test_words_taken_back_while_an_answer_was_lost_are_not_left_on_the_server(pair, api, scripted):
    record, pages = pair.starts(), scripted()
    path, server = f"/records/{record.pk}/sections/what", api(pair.sergeant)
    pages("phone", "opens", path=path, version=0, text="")
    pages("phone", "types", text="Too much said.")
    (sent,) = pages("phone", "waits", seconds=10).sent
    assert server.put(path, {"text": sent.text}, version=sent.version, key=sent.key).status_code == 200
    pages("phone", "types", text="")
    pages("phone", "hearsNothing", id=sent.id)

    for text in ("Too much said.", ""):
        (again,) = pages("phone", "waits", seconds=10).sent
        assert again.text == text
        answered = server.put(path, {"text": text}, version=again.version, key=again.key)
        assert answered.status_code == 200
        shown = pages("phone", "hears", id=again.id, status=200, body=answered.json())

    assert (shown.says, shown.beside) == ("saved", [])
    assert pair.opens(record, by=pair.sergeant).stages[0].mine.text == ""


@pytest.mark.one_database
def test_whoever_types_after_a_lost_save_that_was_taken_back_is_saved(pair, api, scripted):
    record, pages = pair.starts(), scripted()
    pages("phone", "opens", path=f"/records/{record.pk}/sections/what", version=0, text="")
    pages("phone", "types", text="A word")
    (sent,) = pages("phone", "waits", seconds=10).sent
    pages("phone", "types", text="")
    pages("phone", "hearsNothing", id=sent.id)
    for version in (1, 2):
        for heard in pages("phone", "waits", seconds=60).sent:
            pages("phone", "hears", id=heard.id, status=200, body={"version": version})

    pages("phone", "types", text="Another word")

    assert [one.text for one in pages("phone", "waits", seconds=10).sent] == ["Another word"]


@pytest.mark.one_database
def test_a_request_that_is_never_answered_does_not_hold_up_what_is_typed_after_it(pair, api, scripted):
    record, pages = pair.starts(), scripted()
    path, server = f"/records/{record.pk}/sections/what", api(pair.sergeant)
    pages("phone", "opens", path=path, version=0, text="")
    pages("phone", "types", text="A word")
    (first,) = pages("phone", "waits", seconds=10).sent
    pages("phone", "types", text="A word and another")

    (again,) = pages("phone", "waits", seconds=25).sent

    assert (again.key, again.text) == (first.key, "A word")
    assert again.id != first.id
    answered = server.put(path, {"text": again.text}, version=again.version, key=again.key)
    shown = pages("phone", "hears", id=again.id, status=200, body=answered.json())
    assert [one.text for one in shown.sent] == ["A word and another"]


@pytest.mark.one_database
def test_of_two_texts_nobody_is_spared_the_choice_because_an_answer_was_cut_off(pair, api, scripted):
    record, pages = pair.starts(), scripted()
    path, server = f"/records/{record.pk}/sections/what", api(pair.sergeant)
    pages("phone", "opens", path=path, version=0, text="")
    pages("phone", "types", text="From the phone")
    (sent,) = pages("phone", "waits", seconds=10).sent
    server.put(path, {"text": "From the desk"}, version=0)
    for cut_off in (True, False):
        answered = server.put(path, {"text": sent.text}, version=sent.version, key=sent.key)
        assert answered.status_code == 412
        pages("phone", "hears", id=sent.id, status=412, body=answered.json(), cutOff=cut_off)
        shown = pages("phone", "waits", seconds=5)
        sent, *_ = [*shown.sent, sent]

    assert (shown.asks, shown.beside) == (True, ["From the desk"])


@pytest.mark.one_database
def test_the_words_of_an_earlier_choice_stay_beside_those_of_a_later_one(pair, api, scripted):
    record, pages = pair.starts(), scripted()
    path, server = f"/records/{record.pk}/sections/what", api(pair.sergeant)
    pages("phone", "opens", path=path, version=0, text="")
    pages("phone", "types", text="From the phone")
    for version, words in enumerate(["First from the desk", "Second from the desk"]):
        assert server.put(path, {"text": words}, version=version).status_code == 200
        (sent,) = pages("phone", "waits", seconds=10).sent
        answered = server.put(path, {"text": sent.text}, version=sent.version, key=sent.key)
        pages("phone", "hears", id=sent.id, status=answered.status_code, body=answered.json())
        shown = pages("phone", "presses", words=KEEP)

    assert shown.box == "From the phone"
    assert sorted(shown.beside) == ["First from the desk", "Second from the desk"]


def test_words_that_a_browser_put_back_are_asked_about_before_they_are_saved(scripted):
    how = {"path": "/records/1/sections/what", "version": 4, "text": "Newer words"}
    pages = scripted()
    before = pages("phone", "opens", **how, putBack="Older words")
    pages("desk", "opens", **how)
    pages("desk", "putsBack", text="Older words")
    between = pages("desk", "types", text="Older words, and more")

    for shown in (before, between):
        assert (shown.asks, shown.beside, shown.sent) == (True, ["Newer words"], [])
    assert pages("desk", "waits", seconds=60).sent == []
    assert pages("phone", "types", text="Older words!").sent == []


OVERWRITES = """this.basedOn(body.current.version);
      return this.tryAgain();"""
OTHERWISE = {
    "overwrites": ("return this.conflict(versionIn(answer, body.current), body.current);", OVERWRITES),
    "says so early": ("await this.take(answer, text);", "this.kept = text; this.settled('saved');"),
    "throws away": ("showNotKept({ region, field, words: others, replace });", ""),
}


@pytest.mark.one_database
@pytest.mark.parametrize("mutation", OTHERWISE.values(), ids=OTHERWISE)
def test_a_page_that_does_otherwise_is_caught(pair, api, scripted, mutation):
    with pytest.raises(AssertionError):
        run(pair, api, scripted(mutation), max_examples=200, stateful_step_count=40, derandomize=True)
