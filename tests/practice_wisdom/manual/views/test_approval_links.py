import re

import pytest
from django.core.cache import cache
from django.test import Client

from backend.audit.models import Entry
from practice_wisdom.manual.models import Approval, ApprovalLink, Revision
from practice_wisdom.manual.views import approval_links

pytestmark = pytest.mark.django_db
GUEST = {"name": "Ali Marsh", "job_title": "Warden"}


@pytest.fixture(autouse=True)
def _no_limits_yet():
    cache.clear()


@pytest.fixture
def invited(client, sign_in, people, stages, mailoutbox, django_capture_on_commit_callbacks):
    """The address in the mail that the curator sent from the revision's page."""
    revision = stages.approve(stages.in_review(), people.lead)
    sign_in(client, people.approver)
    page = client.get(f"/manual/revisions/{revision.id}/").content.decode()
    assert f"/manual/revisions/{revision.id}/invite" in page
    given = {
        "version": revision.version,
        "email": "warden@housing.example",
        "organisation_id": people.approver.organisation_id,
        "once": "one",
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/manual/revisions/{revision.id}/invite", given, follow=True)
    assert answer.status_code == 200
    assert "warden@housing.example" in answer.content.decode()
    (message,) = mailoutbox
    link = re.search(r"/approve/\S+", message.body).group()
    assert link not in answer.content.decode()
    return link


@pytest.fixture
def guest():
    """Somebody with no session at all, in a browser that wants its CSRF token."""
    return Client(enforce_csrf_checks=True)


def press(guest, link, **given):
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', guest.get(link).content.decode()).group(1)
    return guest.post(link, {"csrfmiddlewaretoken": token, **given})


def test_a_guest_reads_one_page_and_nothing_else(guest, invited):
    answer = guest.get(invited)

    text = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    assert "Look for <strong>signs</strong>" in text
    assert "This is a new page" in text
    assert guest.get("/manual/").status_code == guest.get("/manual/cuckooing/history").status_code == 302
    assert "_auth_user_id" not in guest.session


def test_opening_never_approves(guest, invited):
    for method in ("get", "head", "options"):
        getattr(guest, method)(invited + "?press=approve&name=A&job_title=B")

    assert (Approval.objects.count(), Revision.objects.get().state) == (1, "IN_REVIEW")
    assert Entry.objects.filter(reason="opened by link").count() == 1


def test_a_guest_approves_and_the_link_ends(guest, invited):
    done = press(guest, invited, press="approve", **GUEST)

    assert (done.status_code, Revision.objects.get().state) == (200, "APPROVED")
    assert "Your approval is recorded" in done.content.decode()
    assert guest.get(invited).status_code == 409
    assert guest.post(invited, {"press": "approve", **GUEST}).status_code == 403


def test_a_guest_sends_it_back(client, guest, invited, people, sign_in):
    refused = press(guest, invited, press="return", **GUEST)
    assert (refused.status_code, "Say what should change" in refused.content.decode()) == (422, True)
    assert "Ali Marsh" in refused.content.decode()

    press(guest, invited, press="return", reason="The number is old.", **GUEST)

    revision = Revision.objects.get()
    page = sign_in(client, people.trainer).get(f"/manual/revisions/{revision.id}/").content.decode()
    assert "Ali Marsh, Warden, Marchfield Council (by link) sent it back" in page
    assert "The number is old." in page


def test_without_a_name_nothing_is_approved(guest, invited):
    refused = press(guest, invited, press="approve", name="", job_title="Warden")

    assert (refused.status_code, Revision.objects.get().state) == (422, "IN_REVIEW")


def test_nothing_is_approved_without_the_button(guest, invited):
    press(guest, invited, **GUEST)

    assert (Approval.objects.count(), Revision.objects.get().state) == (1, "IN_REVIEW")


def test_unknown_links_answer_like_ended_ones(guest, invited, client, people, sign_in):
    sign_in(client, people.trainer).post(f"/manual/approval-links/{ApprovalLink.objects.get().id}/revoke")

    ended, unknown = guest.get(invited), guest.get("/approve/alongside_nothing")

    assert ended.status_code == unknown.status_code == 409
    assert "This link has ended" in ended.content.decode()


def test_who_guesses_is_stopped(guest, monkeypatch):
    monkeypatch.setattr(approval_links, "MOST_OF_CALLER", 3)

    assert [guest.get(f"/approve/guess{n}").status_code for n in range(5)] == [409, 409, 409, 429, 429]


def test_one_link_is_not_opened_for_ever(invited, monkeypatch):
    monkeypatch.setattr(approval_links, "MOST_OF_LINK", 2)
    callers = [Client(REMOTE_ADDR=f"10.1.{n}.1") for n in range(3)]

    assert [caller.get(invited).status_code for caller in callers] == [200, 200, 429]


def test_an_approver_without_the_curators_role_is_not_offered_to_invite(client, sign_in, people, stages):
    revision = stages.in_review()

    page = sign_in(client, people.nurse).get(f"/manual/revisions/{revision.id}/").content.decode()

    assert "/invite" not in page
    assert client.get(f"/manual/revisions/{revision.id}/invite").status_code == 403


def test_readers_see_by_link(client, guest, invited, people, sign_in, stages):
    press(guest, invited, press="approve", **GUEST)
    stages.publish(Revision.objects.get())

    page = sign_in(client, people.officer).get("/manual/cuckooing").content.decode()

    assert "approved by Ali Marsh, Warden, Marchfield Council (by link)" in page
