"""Anything the two may do, in any order: each reads what a small model says, and what is locked never changes."""

import os

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backend.kernel.errors import NotFound, Refusal, WrongMoment
from supervision.forms_library import forms
from supervision.models import Action, Record, RecordSignature, Section
from supervision.operations import amendment as amendments
from supervision.operations import section as sections
from supervision.operations.record import open_record
from tests.supervision.conftest import Pair

STAGES = [stage.key for stage in forms()["what-so-what"].stages]
# A few at each submission; ALONGSIDE_EXAMPLES=2000 for a night.
EXAMPLES = int(os.environ.get("ALONGSIDE_EXAMPLES", "15"))
WHO = st.sampled_from(["sergeant", "socialworker"])
STAGE = st.sampled_from(STAGES)
VISIBILITY = st.sampled_from(["ONLY_ME", "TWO_OF_US", "EVERYONE_IN_SESSION"])
TEXT = st.text(max_size=30).map(lambda text: text.replace("\r", ""))


class Reference:
    """What should be so, in as few lines as it takes to say it."""

    def __init__(self):
        self.state, self.sections, self.signed, self.amendments = "DRAFT", {}, {}, []
        self.actions = []

    def write(self, who, stage, text):
        before, visibility = self.sections.get((who, stage), ("", "ONLY_ME"))
        if text == before:
            return
        self.sections[who, stage] = (text, visibility)
        self.changed(visibility)

    def show(self, who, stage, visibility):
        text, before = self.sections[who, stage]
        self.sections[who, stage] = (text, visibility)
        if visibility != before:
            self.changed("shared")

    def changed(self, visibility):
        if visibility != "ONLY_ME" and self.state == "SHARED":
            self.state, self.signed = "DRAFT", {}

    def agree(self, owner, text):
        self.actions.append([owner, text, "OPEN"])
        self.changed("shared")

    def sign(self, who, note):
        self.signed[who] = note if note.strip() else ""
        if len(self.signed) == 2:
            self.state = "LOCKED"

    def readable(self, who):
        return {key: text for key, (text, sees) in self.sections.items() if key[0] == who or sees != "ONLY_ME"}


class Signing(RuleBasedStateMachine):
    people = None
    now = None

    @initialize(state=st.sampled_from(["DRAFT", "SHARED", "LOCKED"]))
    def begin(self, state):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.pair = Pair(self.people.sergeant, self.people.socialworker, self.now)
        self.record = self.pair.starts()
        self.model = Reference()
        self.kept, self.agreed = None, []
        # Chance alone rarely gets as far as a lock.
        if state != "DRAFT":
            self.write("sergeant", "what", "Begun")
            self.show("sergeant", "what", "TWO_OF_US")
            self.share()
        if state == "LOCKED":
            self.sign("sergeant", "")
            self.sign("socialworker", "Not all of it")

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def actor(self, who):
        return getattr(self.people, who)

    def version(self, who, stage):
        mine = Section.objects.filter(record=self.record, author__membership_id=self.actor(who).membership_id)
        return mine.filter(stage=stage).values_list("version", flat=True).first() or 0

    def try_to(self, act, *, allowed):
        """The operation agrees with the model about whether this may be done."""
        if not allowed:
            with pytest.raises(Refusal), transaction.atomic():
                act()
            return
        act()

    @rule(who=WHO, stage=STAGE, text=TEXT)
    def write(self, who, stage, text):
        allowed = self.model.state != "LOCKED"
        version = self.version(who, stage)
        self.try_to(
            lambda: self.pair.writes(self.record, text, by=self.actor(who), stage=stage, version=version),
            allowed=allowed,
        )
        if allowed:
            self.model.write(who, stage, text)

    @rule(who=WHO, stage=STAGE, visibility=VISIBILITY)
    def show(self, who, stage, visibility):
        allowed = self.model.state != "LOCKED" and (who, stage) in self.model.sections
        version = self.version(who, stage)
        self.try_to(
            lambda: sections.change_section_visibility(
                actor=self.actor(who),
                record_id=self.record.pk,
                stage=stage,
                visibility=visibility,
                expected_version=version,
                now=self.now,
            ),
            allowed=allowed,
        )
        if allowed:
            self.model.show(who, stage, visibility)

    @rule()
    def share(self):
        shared = any(visibility != "ONLY_ME" for _, visibility in self.model.sections.values())
        allowed = self.model.state == "DRAFT" and (shared or bool(self.model.actions))
        self.try_to(lambda: self.pair.shares(self.record), allowed=allowed)
        if allowed:
            self.model.state = "SHARED"

    @rule(who=WHO, note=TEXT)
    def sign(self, who, note):
        allowed = self.model.state == "SHARED" and who not in self.model.signed
        self.try_to(lambda: self.pair.signs_record(self.record, by=self.actor(who), note=note), allowed=allowed)
        if allowed:
            self.model.sign(who, note)

    @rule(who=WHO, owner=WHO, text=TEXT)
    def agree(self, who, owner, text):
        allowed = self.model.state != "LOCKED" and bool(text.strip())
        by, its = self.actor(who), self.actor(owner)
        self.try_to(lambda: self.agreed.append(self.pair.agrees(self.record, text, by=by, owner=its)), allowed=allowed)
        if allowed:
            self.model.agree(owner, text)

    @rule(who=WHO, state=st.sampled_from(["OPEN", "DONE"]), place=st.integers(0, 3))
    def say_what_became_of_it(self, who, state, place):
        """Beside the record, so at any time, and it takes nobody's signature away."""
        if place >= len(self.agreed):
            return
        allowed = self.model.actions[place][2] != state
        self.try_to(lambda: self.pair.marks(self.agreed[place], state, by=self.actor(who)), allowed=allowed)
        self.model.actions[place][2] = state

    @rule(who=WHO, text=TEXT)
    def amend(self, who, text):
        allowed = self.model.state == "LOCKED" and bool(text.strip())
        self.try_to(
            lambda: amendments.propose_amendment(
                actor=self.actor(who), record_id=self.record.pk, text=text, now=self.now
            ),
            allowed=allowed,
        )
        if allowed:
            self.model.amendments.append((who, text))

    @invariant()
    def each_reads_what_the_model_says(self):
        for who in ("sergeant", "socialworker"):
            page = open_record(actor=self.actor(who), record_id=self.record.pk, now=self.now)
            other = "socialworker" if who == "sergeant" else "sergeant"
            found = {(who, stage.key): stage.mine.text for stage in page.stages if stage.mine}
            found |= {(other, stage.key): text.text for stage in page.stages for text in stage.others}
            assert found == self.model.readable(who)
            assert page.state == self.model.state
            names = {page.circle.me.participant_id: who, page.circle.others[0].participant_id: other}
            assert {names[one.who.participant_id]: one.note for one in page.signatures} == self.model.signed
            assert [(names[one.author.participant_id], one.text) for one in page.amendments] == self.model.amendments
            # Those agreed in the same moment have no order.
            actions = sorted([names[one.owner.participant_id], one.text, one.state] for one in page.actions)
            assert actions == sorted(self.model.actions)

    @invariant()
    def nobody_else_finds_it(self):
        for who in ("lead", "outsider"):
            with pytest.raises(NotFound), transaction.atomic():
                open_record(actor=self.actor(who), record_id=self.record.pk, now=self.now)

    @invariant()
    def what_is_locked_never_changes(self):
        if self.model.state != "LOCKED":
            return
        now = [
            list(model.objects.filter(**where).order_by("pk").values())
            for model, where in [
                (Record, {"pk": self.record.pk}),
                (Section, {"record": self.record}),
                (RecordSignature, {"record": self.record}),
                (Action, {"record": self.record}),
            ]
        ]
        assert self.kept in (None, now)
        self.kept = now


def test_anything_the_two_may_do(people, now):
    Signing.people, Signing.now = people, now

    run_state_machine_as_test(Signing, settings=settings(max_examples=EXAMPLES, stateful_step_count=25, deadline=None))

    assert connection.in_atomic_block


def test_an_edit_to_shared_words_takes_the_signature_and_the_sharing_away(pair):
    record = pair.shares()
    pair.signs_record(record, by=pair.socialworker, note="Not quite")

    section = pair.writes(record, "Said otherwise", version=2)

    assert (section.record.state, section.record.content_digest) == ("DRAFT", "")
    page = pair.opens(record, by=pair.socialworker)
    assert (page.signatures, page.my_earlier_note, page.can_sign) == ([], "Not quite", False)
    assert pair.opens(record, by=pair.sergeant).my_earlier_note == ""


def test_a_private_edit_leaves_signature_and_sharing_alone(pair):
    record = pair.shares()
    pair.signs_record(record, by=pair.socialworker)

    pair.writes(record, "Another private thought", stage="so-what", version=1)

    assert [signed.who.name for signed in pair.opens(record, by=pair.sergeant).signatures] == ["Noor Castell"]


def test_saving_the_same_words_again_takes_nothing_away(pair):
    record = pair.shares()
    pair.signs_record(record, by=pair.socialworker)

    section = pair.writes(record, "What both may read", version=2)

    assert (section.version, section.record.state) == (2, "SHARED")


def test_a_signature_from_before_does_not_count_for_what_is_put_up_again(pair):
    record = pair.shares()
    pair.signs_record(record, by=pair.socialworker)
    pair.writes(record, "Said otherwise", version=2)
    pair.shares(record)

    signed = pair.signs_record(record, by=pair.sergeant)

    assert signed.state == "SHARED"
    assert pair.signs_record(record, by=pair.socialworker).state == "LOCKED"


def test_nothing_is_written_to_a_locked_record_by_any_operation(pair):
    record = pair.locks()
    record.refresh_from_db()
    where = {"actor": pair.sergeant, "record_id": record.pk, "now": pair.now}

    for attempt in [
        lambda: sections.save_section(stage="what", text="x", expected_version=2, **where),
        lambda: sections.save_section(stage="so-what", text="x", expected_version=1, **where),
        lambda: sections.save_section(stage="now-what", text="x", expected_version=0, **where),
        lambda: sections.change_section_visibility(
            stage="so-what", visibility="TWO_OF_US", expected_version=1, **where
        ),
        lambda: pair.shares(record),
        lambda: pair.signs_record(record, by=pair.sergeant),
    ]:
        with pytest.raises(WrongMoment), transaction.atomic():
            attempt()
