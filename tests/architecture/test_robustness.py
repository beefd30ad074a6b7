"""The API against its own description: whatever is sent, no 5xx, and only answers that it describes. (C42)

A longer run: `ROBUSTNESS_EXAMPLES=300 ./alongside test tests/architecture/test_robustness.py`.
"""

import os
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from backend.identity.enums import Role
from backend.identity.models import Membership
from backend.identity.operations.access_tokens import issue_access_token
from backend.search import engines
from backend.wsgi import application
from supervision.demo import load
from supervision.models import AgendaItem, Session
from supervision.operations.capture import capture
from supervision.operations.record import start_record
from supervision.operations.time_proposal import propose_times

EXAMPLES = int(os.environ.get("ROBUSTNESS_EXAMPLES", "4"))
# Each example leaves its rows, as it does on a server.
BOUNDED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
load_all_checks()
# What a schema takes may still be the wrong moment or the wrong person, which no schema can say.
WISER_THAN_A_SCHEMA = CHECKS.get_by_names(["positive_data_acceptance"])
OPERATIONS = {
    found.ok().label: found.ok()
    for found in schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application).get_all_operations()
}


@pytest.fixture(autouse=True)
def _the_connection_stays_open():
    """As in Django's own test client: a request would close the connection, and the test's transaction with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _search_in_memory(settings):
    settings.SEARCH_ENGINE = "memory"
    engines.forget()
    yield
    engines.forget()


@pytest.fixture
def known(people, now):
    """Real places, so that a good request gets as far as the thing itself."""
    load(now=now)
    mine = Session.objects.filter(agreement__participants__membership_id=people.sergeant.membership_id)
    session = mine.filter(state="PLANNED").order_by("planned_for").first()
    record = start_record(
        actor=people.sergeant,
        session_id=session.pk,
        form_key="what-so-what",
        minutes=30,
        statement="NOT_A_WITNESS",
        now=session.planned_for,
    )
    return {
        "agreement_id": str(session.agreement_id),
        "session_id": str(session.pk),
        "record_id": str(record.pk),
        "item_id": str(AgendaItem.objects.filter(session=session).first().pk),
        "proposal_id": str(_proposed(people, session, now).pk),
        "capture_id": str(capture(actor=people.sergeant, text="Mine", agreement_id=session.agreement_id, now=now).pk),
        "stage": "what",
        "mark": "EVERY_AGENCY_HEARD",
    }


def _proposed(people, session, now):
    return propose_times(
        actor=people.sergeant,
        agreement_id=session.agreement_id,
        times=[now + timedelta(days=60)],
        minutes=60,
        mode="VIDEO",
        now=now,
    )


@pytest.fixture
def bearer(people):
    """One person with every role: the most that a request can reach."""
    Membership.objects.filter(id=people.sergeant.membership_id).update(roles=list(Role.values))
    token = issue_access_token(email="sergeant@police.example", now=timezone.now())
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}


# What no schema takes is refused before a database is asked.
MODES = [GenerationMode.POSITIVE, pytest.param(GenerationMode.NEGATIVE, marks=pytest.mark.one_database)]


@pytest.mark.parametrize("mode", MODES)
def test_whatever_is_sent_gets_an_answer_that_is_described(mode, bearer, known):
    def send(case):
        if mode == GenerationMode.POSITIVE:
            case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
        case.call_and_validate(headers=bearer, excluded_checks=WISER_THAN_A_SCHEMA)

    assert failures(send, mode=mode) == {}


@pytest.mark.django_db
@pytest.mark.one_database
def test_nobody_gets_anything():
    def send(case):
        # 404: an address of that shape is nowhere in the description.
        assert case.call(headers={"Accept-Encoding": "identity"}).status_code in {401, 404}

    assert failures(send) == {}


def failures(send, *, mode=GenerationMode.POSITIVE):
    """What went wrong, by operation: one failing does not hide the others."""
    found = {}
    for label, operation in OPERATIONS.items():
        try:
            BOUNDED(given(case=operation.as_strategy(generation_mode=mode))(send))()
        except (AssertionError, FailureGroup) as failure:
            found[label] = failure
    return found
