from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.identity.models import Membership, Organisation, Partnership
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from backend.notifications.queries import inbox
from practice_wisdom.manual.models import Approval, ApprovalLink, Page, Revision
from practice_wisdom.manual.operations.approval_links import (
    approve_by_link,
    invite_by_link,
    open_link,
    return_by_link,
    revoke_link,
)
from practice_wisdom.manual.operations.approvals import return_revision
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.queries.reading import page_to_read

pytestmark = pytest.mark.django_db

GUEST = "warden@housing.example"


@pytest.fixture
def council(people):
    return people.approver.organisation_id


@pytest.fixture
def invite(people, council, now):
    def _invite(revision, *, actor=None, email=GUEST, organisation_id=None, at=None):
        return invite_by_link(
            actor=actor or people.approver,
            revision_id=revision.id,
            version=revision.version,
            email=email,
            organisation_id=organisation_id or council,
            now=at or now,
        )

    return _invite


@pytest.fixture
def approve(now):
    def _approve(token, *, name="Ali Marsh", job_title="Warden", signed_in=None, at=None):
        return approve_by_link(token=token, name=name, job_title=job_title, signed_in=signed_in, now=at or now)

    return _approve


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("approver", None),
        ("officer", NotFound),
        ("lead", NotPermitted),
        ("nurse", NotPermitted),
        ("outsider", NotFound),
    ],
)
def test_curators_invite_and_nobody_else(people, stages, invite, who, refusal):
    revision = stages.in_review()

    if refusal:
        with pytest.raises(refusal):
            invite(revision, actor=getattr(people, who))
    else:
        invite(revision, actor=getattr(people, who))

    assert ApprovalLink.objects.count() == (0 if refusal else 1)


def test_the_secret_is_not_kept_and_not_in_the_trail(stages, invite):
    link, token = invite(stages.in_review())

    kept = str(ApprovalLink.objects.values().get()) + str(list(Entry.objects.values()))
    assert token not in kept
    assert (len(token) > 40, GUEST in str(list(Entry.objects.values())), GUEST in str(link)) == (True, False, False)


def test_a_yes_by_link_counts_for_its_side(people, stages, invite, approve):
    half = stages.approve(stages.in_review(), people.lead)
    _, token = invite(half)

    done = approve(token)

    assert done.state == "APPROVED"
    approval = Approval.objects.get(link__isnull=False)
    entry = Entry.objects.get(reason="approved by link")
    assert (entry.key, entry.version, entry.actor_person_id) == (f"manual.revision:{done.id}", done.version, None)
    assert (approval.person_id, approval.membership_id, approval.organisation_kind) == (None, None, "LOCAL_AUTHORITY")


def test_readers_see_who_approved_by_link(people, stages, invite, approve, now):
    half = stages.approve(stages.in_review(), people.lead)
    _, token = invite(half)
    stages.publish(approve(token))

    page = page_to_read(actor=people.officer, slug="cuckooing", today=now.date())

    assert [str(one) for one in page.approvals] == [
        "Lee Farrow (Westmarch Police)",
        "Ali Marsh, Warden, Marchfield Council (by link)",
    ]


def test_two_links_of_one_side_are_no_two_sides(people, stages, invite, approve):
    revision = stages.in_review()
    approve(invite(revision)[1])
    revision.refresh_from_db()

    done = approve(invite(revision, email="second@housing.example")[1])

    assert done.state == "IN_REVIEW"


def test_the_author_never_approves_alone_through_a_link_they_sent(people, stages, invite, approve):
    revision = stages.in_review(joint=False)

    done = approve(invite(revision, actor=people.trainer)[1])

    assert done.state == "IN_REVIEW"
    assert stages.approve(done, people.lead).state == "APPROVED"


def test_a_link_sent_by_somebody_else_is_enough_for_a_page_of_one_side(stages, invite, approve):
    assert approve(invite(stages.in_review(joint=False))[1]).state == "APPROVED"


@pytest.mark.parametrize("email", ["trainer@police.example", "Trainer@Police.example ", "officer@police.example"])
def test_neither_the_author_nor_anybody_with_an_account_is_a_guest(stages, invite, email):
    with pytest.raises(Invalid) as refused:
        invite(stages.in_review(), email=email)

    assert set(refused.value.fields) == {"email"}


def test_the_author_does_not_answer_somebody_elses_link(people, stages, invite, approve):
    _, token = invite(stages.in_review())

    with pytest.raises(NotPermitted):
        approve(token, signed_in=people.trainer.person_id)

    assert (Approval.objects.count(), ApprovalLink.objects.get().answered_at) == (0, None)


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 260 + "@housing.example", "a\nb@housing.example"])
def test_the_address_is_one(stages, invite, email):
    with pytest.raises(Invalid):
        invite(stages.in_review(), email=email)


def test_the_organisation_belongs_to_the_partnership(people, stages, invite):
    elsewhere = Organisation.objects.get(id=people.outsider.organisation_id)

    with pytest.raises(Invalid) as refused:
        invite(stages.in_review(), organisation_id=elsewhere.id)

    assert set(refused.value.fields) == {"organisation_id"}


@pytest.mark.parametrize("stage", ["draft", "approved", "live"])
def test_only_what_waits_for_approval_is_sent(stages, invite, stage):
    with pytest.raises(WrongMoment):
        invite(getattr(stages, stage)())


def test_a_link_to_what_changed_meanwhile_is_not_made(stages, invite):
    revision = stages.in_review()
    revision.version -= 1

    with pytest.raises(Stale):
        invite(revision)


def test_opening_is_written_down_and_changes_nothing(stages, invite, now):
    revision = stages.in_review()
    _, token = invite(revision)
    before = Revision.objects.values().get()

    for _ in range(3):
        page = open_link(token=token, now=now)

    assert (page.revision.id, page.live_number, Revision.objects.values().get()) == (revision.id, None, before)
    assert Entry.objects.filter(reason="opened by link").count() == 3


def test_it_shows_what_differs_from_the_live_page(people, stages, invite, now):
    stages.live()
    draft = stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), title="Cuckooing, newly")
    _, token = invite(stages.submitted(draft))

    page = open_link(token=token, now=now)

    assert page.live_number == 1
    assert any("newly" in span.text for change in page.changes for span in change.spans)


def used(link, token, people, now):
    approve_by_link(token=token, name="Ali", job_title="Warden", signed_in=None, now=now)


def revoked(link, token, people, now):
    revoke_link(actor=people.trainer, link_id=link.id, now=now)


def sent_back_and_submitted_again(link, token, people, now):
    from practice_wisdom.manual.operations.revisions import submit_revision

    revision = Revision.objects.get()
    back = return_revision(actor=people.lead, revision_id=revision.id, version=revision.version, reason="No.", now=now)
    later = now + timedelta(minutes=1)
    submit_revision(actor=people.trainer, revision_id=back.id, version=back.version, now=later)


def inviter_disabled(link, token, people, now):
    Membership.objects.filter(id=people.approver.membership_id).update(
        disabled_at=now, disabled_by=people.council_admin.person_id
    )


def inviter_no_curator(link, token, people, now):
    Membership.objects.filter(id=people.approver.membership_id).update(roles=["READER"])


def organisation_left(link, token, people, now):
    Partnership.objects.get(id=people.officer.partnership_id).organisations.remove(link.organisation_id)


@pytest.mark.parametrize(
    "ended",
    [used, revoked, sent_back_and_submitted_again, inviter_disabled, inviter_no_curator, organisation_left],
)
def test_an_ended_link_opens_and_answers_nothing(people, stages, invite, approve, now, ended):
    link, token = invite(stages.in_review())
    ended(link, token, people, now)
    approvals, later = Approval.objects.count(), now + timedelta(minutes=2)

    with pytest.raises(WrongMoment) as opened:
        open_link(token=token, now=later)
    with pytest.raises(WrongMoment) as answered:
        approve(token, at=later)
    with pytest.raises(WrongMoment) as unknown:
        open_link(token="nobody-knows-this", now=later)

    assert opened.value.message == answered.value.message == unknown.value.message
    assert Approval.objects.count() == approvals


@pytest.mark.parametrize("away", [timedelta(days=7), timedelta(days=400), timedelta(days=-3650)])
def test_a_link_lives_seven_days_whatever_the_clock_does(stages, invite, now, away):
    _, token = invite(stages.in_review())
    open_link(token=token, now=now + timedelta(days=6, hours=23))

    with pytest.raises(WrongMoment):
        open_link(token=token, now=now + away)


def test_a_newer_link_to_the_same_address_replaces_the_older(stages, invite, now):
    revision = stages.in_review()
    _, older = invite(revision)
    _, newer = invite(revision)

    open_link(token=newer, now=now)
    with pytest.raises(WrongMoment):
        open_link(token=older, now=now)


def test_sent_back_by_link_its_author_sees_the_reason_and_approvals_fall(people, stages, invite, now):
    half = stages.approve(stages.in_review(), people.lead)
    _, token = invite(half)

    done = return_by_link(
        token=token, name="Ali Marsh", job_title="Warden", reason="The number is old.", signed_in=None, now=now
    )

    assert (done.state, done.return_reason, Approval.objects.count()) == ("RETURNED", "The number is old.", 0)
    assert (done.returned_by_id, done.returned_by_link.name) == (None, "Ali Marsh")
    assert [line.kind for line in inbox(actor=people.trainer)] == ["manual.link_answered"]


@pytest.mark.parametrize(("name", "job_title"), [("", "Warden"), ("Ali", " "), ("x" * 121, "W"), ("A\x00", "W")])
def test_whoever_answers_says_who_they_are(stages, invite, approve, name, job_title):
    _, token = invite(stages.in_review())

    with pytest.raises(Invalid):
        approve(token, name=name, job_title=job_title)

    assert ApprovalLink.objects.get().answered_at is None


def test_sending_back_needs_a_reason(stages, invite, now):
    _, token = invite(stages.in_review())

    with pytest.raises(Invalid):
        return_by_link(token=token, name="Ali", job_title="Warden", reason=" ", signed_in=None, now=now)

    assert Revision.objects.get().state == "IN_REVIEW"


@pytest.mark.parametrize(("who", "refusal"), [("lead", NotPermitted), ("officer", NotFound), ("outsider", NotFound)])
def test_only_curators_here_end_a_link(people, stages, invite, now, who, refusal):
    link, _ = invite(stages.in_review())

    with pytest.raises(refusal):
        revoke_link(actor=getattr(people, who), link_id=link.id, now=now)


def test_the_database_wants_a_member_or_a_link(people, stages, invite, approve):
    approve(invite(stages.in_review())[1])

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(person_id=people.trainer.person_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(link=None)
    assert Page.objects.get().live_revision_id is None
