"""One author, a phone and a desk, one part of a record: whatever the network does, no word is lost or doubled.

Each device does what our own page does: it sends what stands in it with the version it knows, repeats an unheard save
with the same key, and when it is told that it was too late, puts its own words behind those of the server. (F15, C18)

`ALONGSIDE_EXAMPLES=1000 ALONGSIDE_STEPS=50 ./alongside test tests/supervision/test_two_devices.py` for a night.
"""

import os
import uuid
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from supervision.models import Section
from tests.supervision.conftest import Api

EXAMPLES = int(os.environ.get("ALONGSIDE_EXAMPLES", "10"))
STEPS = int(os.environ.get("ALONGSIDE_STEPS", "25"))
DEVICE = st.sampled_from(["phone", "desk"])


@dataclass
class Device:
    """`saved` is the text of `version` as the server has it; `words` were typed since."""

    api: Api
    path: str
    version: int = 0
    saved: str = ""
    words: list[str] = field(default_factory=list)
    # What was sent and not heard of: the same body goes again with the same key.
    unheard: tuple[str, str, list[str]] | None = None

    def types(self, word):
        self.words.append(word)

    def saves(self, *, heard=True):
        """True when the server has everything."""
        if not self.words and not self.unheard:
            return True
        if self.unheard is None:
            self.unheard = (str(uuid.uuid4()), " ".join([self.saved, *self.words]).strip(), self.words)
            self.words = []
        key, text, sent = self.unheard
        answered = self.api.put(self.path, {"text": text}, version=self.version, key=key)
        if not heard:
            return False
        self.unheard = None
        if answered.status_code == 412:
            now = answered.json()["current"]
            self.version, self.saved, self.words = now["version"], now["text"], [*sent, *self.words]
            return False
        assert answered.status_code == 200, answered.content
        self.version, self.saved = answered.json()["version"], text
        return not self.words


class TwoDevices(RuleBasedStateMachine):
    pair = None
    api = None

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.record = self.pair.starts()
        path = f"/records/{self.record.pk}/sections/what"
        self.devices = {name: Device(self.api(self.pair.sergeant), path) for name in ("phone", "desk")}
        self.typed = []

    def teardown(self):
        if hasattr(self, "undo"):
            self.all_is_saved_in_the_end()
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @rule(device=DEVICE)
    def type(self, device):
        self.typed.append(f"word{len(self.typed)}")
        self.devices[device].types(self.typed[-1])

    @rule(device=DEVICE)
    def save(self, device):
        self.devices[device].saves()

    @rule(device=DEVICE)
    def save_and_hear_nothing(self, device):
        self.devices[device].saves(heard=False)

    def all_is_saved_in_the_end(self):
        while not all(device.saves() for device in self.devices.values()):
            pass
        kept = self.pair.opens(self.record, by=self.pair.sergeant).stages[0].mine
        assert Counter(kept.text.split() if kept else []) == Counter(self.typed)


@pytest.mark.one_database
def test_no_word_is_lost_or_doubled(pair, api):
    TwoDevices.pair, TwoDevices.api = pair, staticmethod(api)

    run_state_machine_as_test(
        TwoDevices, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    )

    assert not Section.objects.exists()
