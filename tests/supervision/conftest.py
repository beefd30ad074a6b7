"""A pair in each state, made through the operations, and the API as one of them uses it."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from backend.kernel import references
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.references import Reference
from supervision.models import OwnLines, Terms
from supervision.operations import action as actions
from supervision.operations import agreement as agreements
from supervision.operations import amendment as amendments
from supervision.operations import attached_page as attached_pages
from supervision.operations import capture as captures
from supervision.operations import ending as endings
from supervision.operations import participant as participants
from supervision.operations import record as records
from supervision.operations import section as sections
from supervision.operations import session as sessions
from supervision.operations import time_proposal as proposals
from tests.supervision.worlds import rights_over, world_of

TERMS = Terms(
    purpose="To think about joint work",
    goals="Fewer handovers in the dark",
    governing_policy="Each home organisation's own",
    record_rules="Learning only",
)


class Manual:
    """Pages to refer to, as the manual gives them: by number, with a title, live or withdrawn, in one partnership."""

    def __init__(self, partnership_id: int) -> None:
        self.partnership_id, self.pages = partnership_id, {}

    def has(self, id, title, *, is_withdrawn=False):
        key = Key.of("manual.page", id)
        self.pages[str(id)] = Reference(key=key, title=title, url=f"/manual/page-{id}", is_withdrawn=is_withdrawn)
        return str(key)

    def named(self, actor, words):
        live = [page for page in self.by_id(actor, list(self.pages)).values() if not page.is_withdrawn]
        return [page for page in live if all(word.lower() in page.title.lower() for word in words)]

    def by_id(self, actor, ids):
        here = self.pages if actor.partnership_id == self.partnership_id else {}
        return {id: here[id] for id in ids if id in here}


class Pair:
    """The sergeant proposed, the social worker is the other side; each step returns what the operation does."""

    def __init__(self, sergeant: Actor, socialworker: Actor, now) -> None:
        self.sergeant, self.socialworker, self.now = sergeant, socialworker, now

    def terms(self, *, sergeants="My inspector", socialworkers="My team manager", **changes):
        """With who carries the normative function for each of the two."""
        lines = {
            self.sergeant.membership_id: OwnLines(accountability=sergeants),
            self.socialworker.membership_id: OwnLines(accountability=socialworkers),
        }
        return replace(TERMS, lines=lines, **changes)

    def proposes(self, **changes):
        return agreements.propose_agreement(
            actor=self.sergeant,
            membership_ids=[self.socialworker.membership_id],
            kind="JOINT",
            part="SUPERVISOR",
            terms=self.terms(**changes),
            now=self.now,
        )

    def signs(self, agreement, *, by=None):
        for actor in [by] if by else [self.sergeant, self.socialworker]:
            agreement = agreements.sign_agreement(
                actor=actor, agreement_id=agreement.pk, expected_version=agreement.version, now=self.now
            )
        return agreement

    def signed(self):
        return self.signs(self.proposes())

    def plans(self, agreement=None, *, days=1):
        return sessions.plan_session(
            actor=self.sergeant,
            agreement_id=(agreement or self.signed()).pk,
            planned_for=self.now + timedelta(days=days),
            minutes=60,
            mode="IN_PERSON",
            now=self.now,
        )

    def cancels(self, session, *, by=None):
        return sessions.cancel_session(
            actor=by or self.sergeant,
            session_id=session.pk,
            reason="LEAVE",
            expected_version=session.version,
            now=self.now,
        )

    def proposes_times(self, agreement=None, *, days=(40, 41), by=None, rebooks=None):
        return proposals.propose_times(
            actor=by or self.sergeant,
            agreement_id=(agreement or self.signed()).pk,
            times=[self.now + timedelta(days=day) for day in days],
            minutes=60,
            mode="VIDEO",
            rebooks_id=rebooks and rebooks.pk,
            now=self.now,
        )

    def adds(self, session, text, *, by=None):
        return sessions.add_agenda_item(actor=by or self.sergeant, session_id=session.pk, text=text, now=self.now)

    def notes(self, agreement, text, *, by=None):
        return captures.capture(actor=by or self.sergeant, agreement_id=agreement.pk, text=text, now=self.now)

    def starts(self, session=None, *, form_key="what-so-what"):
        return records.start_record(
            actor=self.socialworker,
            session_id=(session or self.plans()).pk,
            form_key=form_key,
            minutes=30,
            statement="NOT_A_WITNESS",
            now=self.now,
        )

    def writes(self, record, text, *, by=None, stage="what", version=0, visibility=None):
        actor = by or self.sergeant
        where = {"actor": actor, "record_id": record.pk, "stage": stage, "now": self.now}
        section = sections.save_section(text=text, expected_version=version, **where)
        if visibility:
            section = sections.change_section_visibility(
                visibility=visibility, expected_version=section.version, **where
            )
        return section

    def agrees(self, record, text="Ring the ward before we go", *, by=None, owner=None, due_on=None):
        """An action of the owner's, in a record."""
        agreement = record.session.agreement
        membership_id = (owner or self.socialworker).membership_id
        return actions.add_action(
            actor=by or self.sergeant,
            record_id=record.pk,
            text=text,
            owner_id=agreement.participants.get(membership_id=membership_id, left_at=None).pk,
            due_on=due_on,
            now=self.now,
        )

    def marks(self, action, state, *, by=None, reason="", due_on=None, now=None):
        return actions.mark_action(
            actor=by or self.socialworker,
            action_id=action.pk,
            state=state,
            reason=reason,
            due_on=due_on,
            expected_version=action.version + action.changes.count(),
            now=now or self.now,
        )

    def attaches(self, record, page_key, *, by=None):
        return attached_pages.attach_page(
            actor=by or self.sergeant, record_id=record.pk, page_key=page_key, now=self.now
        )

    def shares(self, record=None):
        if record is None:
            record = self.starts()
            self.writes(record, "What both may read", visibility="TWO_OF_US")
            self.writes(record, "What only I may read", stage="so-what")
        record.refresh_from_db()
        return records.share_record(
            actor=self.sergeant, record_id=record.pk, expected_version=record.version, now=self.now
        )

    def signs_record(self, record, *, by, note=""):
        record.refresh_from_db()
        return records.sign_record(
            actor=by, record_id=record.pk, note=note, expected_version=record.version, now=self.now
        )

    def locks(self, record=None, *, note=""):
        record = record or self.shares()
        self.signs_record(record, by=self.sergeant)
        return self.signs_record(record, by=self.socialworker, note=note)

    def amends(self, record=None, text="One more thing we learnt"):
        return amendments.propose_amendment(
            actor=self.sergeant, record_id=(record or self.locks()).pk, text=text, now=self.now
        )

    def ends(self, record):
        return endings.end_record(actor=self.sergeant, record_id=record.pk, now=self.now)

    def parts(self, agreement, *, now=None):
        agreement.refresh_from_db()
        return agreements.end_agreement(
            actor=self.sergeant, agreement_id=agreement.pk, expected_version=agreement.version, now=now or self.now
        )

    def opens(self, record, *, by):
        return records.open_record(actor=by, record_id=record.pk, now=self.now)


class Group(Pair):
    """The sergeant facilitates; the social worker and another one of the council are members."""

    def __init__(self, sergeant: Actor, socialworker: Actor, third: Actor, now) -> None:
        super().__init__(sergeant, socialworker, now)
        self.third = third

    @property
    def everybody(self):
        return [self.sergeant, self.socialworker, self.third]

    def proposes(self, **changes):
        return agreements.propose_agreement(
            actor=self.sergeant,
            membership_ids=[self.socialworker.membership_id, self.third.membership_id],
            kind="GROUP",
            part="FACILITATOR",
            terms=replace(self.terms(), **changes),
            now=self.now,
        )

    def signs(self, agreement, *, by=None):
        agreement.refresh_from_db()
        for actor in [by] if by else self.everybody:
            agreement = super().signs(agreement, by=actor)
        return agreement

    def shares(self, record=None):
        if record is None:
            record = self.starts()
            self.writes(record, "What all may read", visibility="EVERYONE_IN_SESSION")
        return super().shares(record)

    def locks(self, record=None, *, note=""):
        record = record or self.shares()
        for actor in self.everybody:
            record = self.signs_record(record, by=actor, note=note)
        return record

    def brings_in(self, agreement, actor, *, by=None):
        agreement.refresh_from_db()
        return participants.bring_in(
            actor=by or self.sergeant,
            agreement_id=agreement.pk,
            membership_id=actor.membership_id,
            expected_version=agreement.version,
            now=self.now,
        )

    def leaves(self, agreement, *, by, now=None):
        agreement.refresh_from_db()
        return participants.leave(
            actor=by, agreement_id=agreement.pk, expected_version=agreement.version, now=now or self.now
        )

    def takes_off(self, agreement, actor, *, by=None):
        agreement.refresh_from_db()
        gone = agreement.participants.get(membership_id=actor.membership_id, left_at=None)
        return participants.take_off(
            actor=by or self.sergeant,
            agreement_id=agreement.pk,
            participant_id=gone.pk,
            expected_version=agreement.version,
            now=self.now,
        )

    def signs_amendment(self, amendment, *, by):
        return amendments.sign_amendment(actor=by, amendment_id=amendment.pk, now=self.now)


@pytest.fixture
def group(people, now) -> Group:
    return Group(people.sergeant, people.socialworker, people.approver, now)


@pytest.fixture
def pair(people, now) -> Pair:
    return Pair(people.sergeant, people.socialworker, now)


@pytest.fixture
def manual(people, monkeypatch) -> Manual:
    found = Manual(people.sergeant.partnership_id)
    monkeypatch.setitem(references._sources, "manual.page", found)
    return found


@pytest.fixture
def world(pair, manual, kept_worlds) -> SimpleNamespace:
    """Everything at once, in one agreement each: the ids of things in every state."""
    pages = manual.has(7, "Handing over at night"), manual.has(8, "Naming the worry")
    return kept_worlds.world("supervision", lambda: world_of(pair, *pages))


@pytest.fixture
def rights(world, people, now, kept_worlds) -> SimpleNamespace:
    """What the officers have to do with it: a hold, a disclosure that was told, requests in each state."""
    return kept_worlds.world("rights", lambda: rights_over(world, people, now))


class Api:
    """The supervision API in somebody's browser session. Writes carry a fresh Idempotency-Key unless told otherwise."""

    ROOT = "/api/v1/supervision"

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path):
        return self.client.get(f"{self.ROOT}{path}")

    def post(self, path, body=None, **how):
        return self._write("POST", path, body, **how)

    def put(self, path, body=None, **how):
        return self._write("PUT", path, body, **how)

    def _write(self, method, path, body, *, version=None, key=None):
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.client.generic(
            method,
            f"{self.ROOT}{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=headers,
        )


@pytest.fixture
def api(sign_in):
    """`api(actor)`: the API for that person; `api()` for somebody who is not signed in."""

    def _api(actor=None) -> Api:
        client = Client(raise_request_exception=False)
        return Api(sign_in(client, actor) if actor else client)

    return _api
