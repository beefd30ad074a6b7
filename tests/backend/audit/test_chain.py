from dataclasses import replace
from datetime import timedelta

import pytest

from backend.audit.chain import START, Facts, link


@pytest.fixture
def facts(now):
    return Facts(
        at=now,
        actor_person_id=1,
        actor_membership_id=2,
        organisation_id=3,
        verb="ALTER",
        key="manual.page:7",
        section="body",
        version=4,
        outcome="ALLOW",
        reason="published",
        fingerprint="",
    )


def test_link_depends_on_every_fact(facts, now):
    changes = [
        {"at": now + timedelta(microseconds=1)},
        {"actor_person_id": 9},
        {"actor_membership_id": 9},
        {"organisation_id": None},
        {"verb": "ERASE"},
        {"key": "manual.page:8"},
        {"section": ""},
        {"version": 5},
        {"outcome": "DENY"},
        {"reason": ""},
        {"fingerprint": "ab" * 32},
    ]
    hashes = {link(seq=1, prev=START, facts=replace(facts, **change)) for change in changes}
    hashes |= {link(seq=2, prev=START, facts=facts), link(seq=1, prev="1" * 64, facts=facts)}

    assert len(changes) == len(Facts.__slots__)
    assert len(hashes - {link(seq=1, prev=START, facts=facts)}) == len(changes) + 2
