"""A mail server that is down: whoever asked is told, nothing is lost, and no log holds the address."""

import smtplib
import uuid

import pytest
from django.conf import settings as site
from django.core.cache import cache

from backend.audit.models import Entry
from backend.identity.models import Organisation, Person
from practice_wisdom.manual.models import ApprovalLink

pytestmark = pytest.mark.django_db(transaction=True)

GUEST = "canary4711quill@housing.example"
LOG = site.LOG_DIR / "alongside.jsonl"
FAILURES = [smtplib.SMTPRecipientsRefused({GUEST: (550, b"no")}), ConnectionRefusedError(), TimeoutError()]


@pytest.fixture(autouse=True)
def _no_limits_yet():
    cache.clear()


@pytest.fixture
def broken(monkeypatch):
    def _broken(failure):
        def fail(*_, **__):
            raise failure

        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)

    return _broken


@pytest.fixture
def ask(client, sign_in, people, stages):
    def _ask():
        revision = stages.in_review()
        sign_in(client, people.approver)
        facts = {"version": revision.version, "email": GUEST, "organisation_id": people.approver.organisation_id}
        address = f"/manual/revisions/{revision.id}/invite"
        return client.post(address, facts | {"once": str(uuid.uuid4())}, follow=True).content.decode()

    return _ask


def press(client, link):
    address = f"/manual/approval-links/{link.id}/again"
    return client.post(address, {"once": str(uuid.uuid4())}, follow=True)


@pytest.mark.parametrize("failure", FAILURES)
def test_the_page_says_that_nothing_was_sent_and_offers_to_try_again(broken, ask, failure):
    broken(failure)

    shown = ask()

    link = ApprovalLink.objects.get()
    assert "The e-mail could not be sent: the mail server does not take it." in shown
    assert "on its way" not in shown
    assert f'action="/manual/approval-links/{link.id}/again"' in shown
    assert "/approve/" not in shown
    assert link.mail_failed_at is not None


def test_the_log_and_the_trail_hold_no_address(broken, ask):
    began = LOG.stat().st_size if LOG.exists() else 0
    broken(FAILURES[0])

    ask()

    written = LOG.read_text(encoding="utf-8")[began:]
    assert '"mail not sent"' in written
    assert "SMTPRecipientsRefused" in written
    assert "canary4711quill" not in written
    assert "mail of approval link not sent" in Entry.objects.values_list("reason", flat=True)
    assert not Entry.objects.filter(reason__contains="canary").exists()


def test_it_is_sent_again_with_a_new_link_and_the_old_one_ends(client, broken, ask, monkeypatch, mailoutbox):
    broken(FAILURES[1])
    ask()
    old = ApprovalLink.objects.get()
    monkeypatch.undo()

    shown = press(client, old).content.decode()

    new = ApprovalLink.objects.exclude(id=old.id).get()
    old.refresh_from_db()
    assert f"The link is on its way to {GUEST}" in shown
    assert "could not be sent" not in shown
    assert (old.revoked_at is not None, new.mail_failed_at, new.email) == (True, None, GUEST)
    assert [message.to for message in mailoutbox] == [[GUEST]]
    assert press(client, old).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("officer", 404), ("outsider", 404), ("lead", 403)])
def test_nobody_but_curators_sends_it_again(client, sign_in, people, broken, ask, who, status):
    broken(FAILURES[1])
    ask()
    sign_in(client, getattr(people, who))

    assert press(client, ApprovalLink.objects.get()).status_code == status
    assert ApprovalLink.objects.count() == 1


def test_the_api_says_so_too_and_sends_it_again(client, broken, ask, monkeypatch, mailoutbox):
    broken(FAILURES[1])
    ask()
    old = ApprovalLink.objects.get()
    links = f"/api/v1/manual/revisions/{old.revision_id}/approval-links"
    assert client.get(links).json()["links"][0]["mail_failed_at"]
    monkeypatch.undo()

    answer = client.post(f"/api/v1/manual/approval-links/{old.id}/send", headers={"Idempotency-Key": "one"})

    assert (answer.status_code, len(mailoutbox)) == (200, 1)
    assert [(one["id"], one["mail_failed_at"]) for one in client.get(links).json()["links"]] == [
        (answer.json()["id"], None)
    ]


def test_no_name_adds_a_line_to_the_head_of_a_mail(people, ask, mailoutbox):
    """(C40)"""
    Person.objects.filter(id=people.approver.person_id).update(name="Val\r\nBcc: everybody@evil.example\r\n\r\nHello")
    Organisation.objects.filter(id=people.approver.organisation_id).update(name="Council\nSubject: another")

    ask()

    [mail] = mailoutbox
    head = mail.message().as_bytes().partition(b"\n\n")[0].decode()
    assert (mail.to, mail.cc, mail.bcc) == ([GUEST], [], [])
    assert mail.subject == "A manual page for your approval in Alongside"
    assert "evil.example" not in head
    assert "another" not in head


@pytest.mark.parametrize(
    "address",
    ["a@b.example\nBcc: c@evil.example", "a@b.example,c@evil.example", "a@b.example\r\n\r\nHello", '"a\nb"@b.example'],
)
def test_no_address_holds_a_second_one(client, sign_in, people, stages, mailoutbox, address):
    revision = stages.in_review()
    sign_in(client, people.approver)
    facts = {"version": revision.version, "email": address, "organisation_id": people.approver.organisation_id}

    client.post(f"/manual/revisions/{revision.id}/invite", facts | {"once": str(uuid.uuid4())})

    assert [mail.to for mail in mailoutbox if mail.to != ["a@b.example"]] == []
    assert not ApprovalLink.objects.filter(email__contains="evil").exists()
