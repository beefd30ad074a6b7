import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from practice_wisdom.manual.models import ApprovalLink, ManualSettings, Page, Revision, Schedule

pytestmark = pytest.mark.django_db
PAGE = "/api/v1/manual/pages/cuckooing"


@pytest.fixture
def call(client, sign_in):
    def _call(who, method, path, body=None, *, version=None, key=None):
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} | ({"If-Match": f'"{version}"'} if version else {})
        data = "" if body is None else json.dumps(body)
        return sign_in(client, who).generic(method, path, data, content_type="application/json", headers=headers)

    return _call


def in_days(days):
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_a_page_is_withdrawn_and_says_so(call, people, stages):
    stages.live()
    etag = call(people.trainer, "GET", PAGE)["ETag"].strip('"')
    stale = call(people.trainer, "POST", f"{PAGE}/withdrawal", {"reason": "Closed."}, version=7)

    done = call(people.trainer, "POST", f"{PAGE}/withdrawal", {"reason": "Closed."}, version=etag)

    assert (stale.status_code, done.status_code, done.json()["state"]) == (409, 200, "WITHDRAWN")
    gone = call(people.officer, "GET", PAGE)
    assert (gone.status_code, gone.json()["reason"], gone.json()["instead"]) == (410, "Closed.", "")
    assert call(people.outsider, "GET", PAGE).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("lead", 403), ("outsider", 404)])
def test_who_may_not_is_told_so(call, people, stages, who, status):
    stages.live()
    actor, planned = getattr(people, who), {"reason": "Closed.", "at": in_days(1)}

    answers = [
        call(actor, "POST", f"{PAGE}/withdrawal", {"reason": "Closed."}, version=1),
        call(actor, "POST", f"{PAGE}/scheduled-withdrawal", planned, version=1),
        call(actor, "PUT", f"{PAGE}/owner", {"email": "officer@police.example", "instead_of": 1}),
    ]

    assert [answer.status_code for answer in answers] == [status] * 3


def test_a_repeat_with_the_same_key_has_one_effect(call, people, stages):
    stages.live()
    answers = [
        call(people.trainer, "POST", f"{PAGE}/withdrawal", {"reason": "Closed."}, version=1, key="same")
        for _ in range(2)
    ]

    assert answers[0].content == answers[1].content
    assert Revision.objects.get().state == "WITHDRAWN"


def test_publishing_and_withdrawing_are_planned_listed_and_cancelled(call, people, stages):
    stages.live()
    approved = stages.approved(slug="next")
    body = {"at": in_days(2), "significance": "URGENT"}
    made = call(
        people.trainer, "POST", f"/api/v1/manual/revisions/{approved.id}/schedule", body, version=approved.version
    )
    body = {"at": in_days(1), "reason": "Closes."}
    also = call(people.trainer, "POST", f"{PAGE}/scheduled-withdrawal", body, version=1)

    listed = call(people.lead, "GET", "/api/v1/manual/schedules").json()["schedules"]

    assert (made.status_code, also.status_code) == (201, 201)
    assert [(one["slug"], one["what"], one["significance"]) for one in listed] == [
        ("cuckooing", "WITHDRAW", ""),
        ("next", "PUBLISH", "URGENT"),
    ]
    assert call(people.officer, "GET", "/api/v1/manual/schedules").status_code == 403
    assert call(people.outsider, "GET", "/api/v1/manual/schedules").json() == {"schedules": []}
    cancel = f"/api/v1/manual/schedules/{made.json()['id']}/cancel"
    answers = [call(who, "POST", cancel).status_code for who in (people.outsider, people.trainer, people.trainer)]
    assert answers == [404, 200, 409]
    assert Schedule.objects.filter(state="WAITING").count() == 1


def test_the_significance_of_a_publication(call, people, stages):
    approved = stages.approved()
    path = f"/api/v1/manual/revisions/{approved.id}/publish"
    refused = call(people.trainer, "POST", path, {"significance": "HUGE"}, version=approved.version)

    call(people.trainer, "POST", path, {"significance": "MAJOR"}, version=approved.version)

    page = call(people.officer, "GET", PAGE).json()
    assert (refused.status_code, page["significance"], page["owner"]["name"]) == (422, "MAJOR", "Toni Marsh")


def test_approval_links_are_sent_listed_and_revoked_without_their_secret(call, people, stages):
    revision = stages.in_review()
    path = f"/api/v1/manual/revisions/{revision.id}/approval-links"
    body = {"email": "warden@housing.example", "organisation_id": people.approver.organisation_id}

    made = call(people.approver, "POST", path, body, version=revision.version)

    link = ApprovalLink.objects.get()
    assert (made.status_code, made.json()) == (201, {"id": link.id, "revision_id": revision.id})
    (listed,) = call(people.trainer, "GET", path).json()["links"]
    assert (listed["email"], "token" in str(listed)) == ("warden@housing.example", False)
    assert call(people.lead, "GET", path).json() == {"links": []}
    assert call(people.outsider, "GET", path).status_code == 404
    revoke = f"/api/v1/manual/approval-links/{link.id}/revoke"
    assert [call(who, "POST", revoke).status_code for who in (people.lead, people.trainer, people.trainer)] == [
        403,
        200,
        409,
    ]


def test_the_owner_is_replaced_once(call, people, stages):
    stages.live()
    seen = call(people.officer, "GET", PAGE).json()["owner_id"]
    body = {"email": "officer@police.example", "instead_of": seen}

    answers = [call(people.trainer, "PUT", f"{PAGE}/owner", body).status_code for _ in range(2)]

    assert (answers, Page.objects.get().owner_id) == ([200, 409], people.officer.membership_id)


def test_settings_are_read_and_changed_with_their_version(call, people):
    path = "/api/v1/manual/settings"
    first = call(people.police_admin, "GET", path)
    body = {"withdraw_overdue_after_days": 90}

    answers = [call(people.police_admin, "PUT", path, body, version="0").status_code for _ in range(2)]

    assert (first["ETag"], first.json()) == ('"0"', {"withdraw_overdue_after_days": None, "version": 0})
    assert (answers, ManualSettings.objects.get().version) == ([200, 412], 1)
    assert call(people.officer, "GET", path).status_code == 403
