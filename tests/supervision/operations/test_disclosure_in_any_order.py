"""Break-glass as a machine: whatever the officers try, nothing opens but by two of them, twice. (C03)"""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backend.audit.models import Entry
from backend.kernel.errors import NotFound, Refusal
from supervision.operations import disclosure as operations
from supervision.queries.reading import who_read_this
from tests.supervision.conftest import Pair
from tests.supervision.officers import Officers, notices_of, wearing, words

EXAMPLES = int(os.environ.get("ALONGSIDE_EXAMPLES", "20"))
DAY = timedelta(days=1)


class BreakGlass(RuleBasedStateMachine):
    """Whatever three officers try, in any order and at any time: nothing opens that two did not decide."""

    people = now = None
    WHO = st.sampled_from(["disclosure", "privacy", "both"])

    @initialize(silent=st.booleans())
    def begin(self, silent):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        pair = Pair(self.people.sergeant, self.people.socialworker, self.now)
        self.record = pair.locks()
        self.officers = Officers(self.people, self.people.sergeant, self.now)
        self.actors = {
            "disclosure": self.people.disclosure_officer,
            "privacy": self.people.privacy_officer,
            "both": wearing(self.people.police_admin, "DISCLOSURE_OFFICER", "PRIVACY_OFFICER"),
        }
        self.at, self.asked_by, self.tell_on = self.now, None, (self.now + 3 * DAY).date() if silent else None
        self.steps, self.revoked, self.disclosure = {}, False, None

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def tries(self, act, allowed):
        if allowed:
            act()
            return True
        with pytest.raises(Refusal), transaction.atomic():
            act()
        return False

    def within(self, step):
        return step in self.steps and self.at < self.steps[step][1] + DAY and not self.revoked

    @precondition(lambda self: self.disclosure is None)
    @rule(who=WHO)
    def ask(self, who):
        def act():
            self.officers.now = self.at
            self.disclosure = self.officers.asked(by=self.actors[who], tell_on=self.tell_on, first_day=self.now.date())

        if self.tries(act, allowed=who != "privacy" and not (self.tell_on and self.tell_on <= self.at.date())):
            self.steps["asked"] = ({who}, self.at)

    @precondition(lambda self: self.disclosure is not None)
    @rule(who=WHO)
    def agree(self, who):
        state = {"existence": "asked", "content": "content asked"}
        waits = next((step for step, after in state.items() if after in self.steps and step not in self.steps), None)
        allowed = not self.revoked and waits and who != "disclosure" and who not in self.steps[state[waits]][0]
        if self.tries(lambda: self.officers.agrees(self.disclosure, by=self.actors[who], at=self.at), bool(allowed)):
            self.steps[waits] = (self.steps[state[waits]][0] | {who}, self.at)

    @precondition(lambda self: self.disclosure is not None)
    @rule(who=WHO)
    def ask_content(self, who):
        allowed = self.within("existence") and "content asked" not in self.steps
        allowed = allowed and who != "privacy" and who in self.steps["existence"][0]
        act = lambda: self.officers.asks_content(  # noqa: E731
            self.disclosure, self.record.session, by=self.actors[who], at=self.at
        )
        if self.tries(act, allowed):
            self.steps["content asked"] = ({who}, self.at)

    @precondition(lambda self: self.disclosure is not None)
    @rule(who=WHO)
    def revoke(self, who):
        if self.tries(lambda: self.officers.revokes(self.disclosure, by=self.actors[who]), not self.revoked):
            self.revoked = True

    @rule(hours=st.integers(1, 30))
    def wait(self, hours):
        self.at += timedelta(hours=hours)
        operations.tell_those_due(now=self.at)

    @invariant()
    def what_opens_is_what_two_decided(self):
        if self.disclosure is None:
            return
        for who, actor in self.actors.items():
            existence = self.within("existence") and who in self.steps["existence"][0]
            content = self.within("content") and who in self.steps["content"][0]
            assert (self.officers.sees(self.disclosure, by=actor, at=self.at) is not None) == (existence or content)
            try:
                found = words(self.officers.reads(self.disclosure, self.record.session, by=actor, at=self.at))
            except NotFound:
                found = []
            assert bool(found) == content

    @invariant()
    def everybody_is_told_or_the_day_has_not_come(self):
        if self.disclosure is None:
            return
        should = "existence" in self.steps and (self.tell_on is None or self.at.date() >= self.tell_on)
        if should:
            operations.tell_those_due(now=self.at)
        for actor in (self.people.sergeant, self.people.socialworker):
            assert bool(notices_of(actor)) == should
            readers = {one.name for one in who_read_this(actor=actor, record_id=self.record.pk).readings}
            noted = Entry.objects.filter(key=f"supervision.record:{self.record.pk}", reason="legal disclosure")
            assert bool(readers - {"Sam Okoro", "Noor Castell"}) == (should and noted.exists())


def test_whatever_the_officers_try_in_any_order(people, now):
    BreakGlass.people, BreakGlass.now = people, now

    run_state_machine_as_test(
        BreakGlass, settings=hypothesis_settings(max_examples=EXAMPLES, stateful_step_count=20, deadline=None)
    )
