from dataclasses import replace

import pytest

from backend.audit.models import Entry
from backend.identity.models import Membership, Organisation
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from supervision.models import OwnForm, OwnFormVersion, Record
from supervision.operations import own_form as operations
from supervision.operations import record as records
from supervision.operations.section import save_section
from supervision.queries import own_form as queries
from tests.supervision.test_own_words import FORM_WORDS


@pytest.fixture
def form(people, now):
    return operations.make_form(actor=people.trainer, words=FORM_WORDS, now=now)


@pytest.fixture
def published(form, people, now):
    return operations.publish_form(actor=people.lead, form_id=form.pk, expected_version=1, now=now)


def offered(pair):
    session = pair.plans()
    return [one.key for one in records.forms_to_start_with(actor=pair.socialworker, session_id=session.pk)]


def key_of(form):
    return str(form.versions.filter(published_at__isnull=False).latest("number").pk)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("lead", None),
        ("officer", NotPermitted),
        ("sergeant", NotPermitted),
        ("police_admin", NotPermitted),
        ("nurse", NotPermitted),
    ],
)
def test_trainers_and_leads_make_forms(people, now, who, refusal):
    def act():
        return operations.make_form(actor=getattr(people, who), words=FORM_WORDS, now=now)

    if refusal:
        with pytest.raises(refusal):
            act()
        assert OwnForm.objects.count() == 0
        return
    assert act().organisation_id == people.trainer.organisation_id


@pytest.mark.parametrize("who", ["outsider", "officer", "approver"])
def test_nobody_changes_the_form_of_another_organisation(published, people, now, who):
    actor = getattr(people, who)
    by = {"actor": actor, "form_id": published.pk, "expected_version": 2, "now": now}

    for act in (operations.publish_form, operations.withdraw_form, operations.throw_draft_away):
        with pytest.raises((NotFound, NotPermitted)):
            act(**by)
    with pytest.raises((NotFound, NotPermitted)):
        operations.change_form(**by, words=replace(FORM_WORDS, name="Theirs"))

    published.refresh_from_db()
    assert (published.version, published.withdrawn_at) == (2, None)


def test_the_form_of_another_organisation_is_not_there(published, people):
    with pytest.raises(NotFound):
        queries.page(actor=people.outsider, form_id=published.pk)
    assert queries.own_forms(actor=people.outsider) == []


def test_a_draft_is_there_for_those_who_make_forms_and_nobody_else(form, people):
    assert queries.own_forms(actor=people.officer) == []
    with pytest.raises(NotFound):
        queries.page(actor=people.officer, form_id=form.pk)

    assert queries.page(actor=people.lead, form_id=form.pk).words == FORM_WORDS


def test_a_draft_is_offered_to_nobody_and_cannot_be_started_with(form, pair, now):
    session = pair.plans()
    key = str(form.versions.get().pk)
    assert key not in offered(pair)

    with pytest.raises(Invalid) as refused:
        pair.starts(session, form_key=key)

    assert refused.value.fields == {"form_key": ["Choose a form."]}
    assert Record.objects.count() == 0


def test_published_it_is_offered_to_everybody_who_meets_with_its_people(published, pair, people, now):
    assert key_of(published) in offered(pair)

    record = pair.starts(form_key=key_of(published))
    page = pair.opens(record, by=pair.socialworker)

    assert (page.form.name, page.form.origin) == (
        FORM_WORDS.name,
        Organisation.objects.get(kind="POLICE", pk=people.trainer.organisation_id).name,
    )
    assert [(stage.key, stage.minutes) for stage in page.stages] == [("stage-a", 10), ("stage-b", 20)]


def test_it_is_offered_nowhere_else(published, group, people):
    """A group of the council alone has nothing to do with the police's form."""
    agreement = group.signed()
    police = Membership.objects.filter(organisation_id=people.trainer.organisation_id)
    agreement.participants.filter(membership__in=police).update(left_at=group.now)
    session = agreement.sessions.create(
        planned_for=group.now, minutes=60, mode="VIDEO", planned_at=group.now, planned_by=agreement.participants.first()
    )

    found = records.forms_to_start_with(actor=group.socialworker, session_id=session.pk)

    assert key_of(published) not in [one.key for one in found]
    assert len(found) == 8


def test_a_record_keeps_the_version_it_began_with(published, pair, people, now):
    began = pair.starts(form_key=key_of(published))
    first = key_of(published)

    words = replace(FORM_WORDS, stages=(*FORM_WORDS.stages[::-1],), name="Another name")
    changed = operations.change_form(
        actor=people.trainer, form_id=published.pk, words=words, expected_version=2, now=now
    )
    assert key_of(changed) == first
    operations.publish_form(actor=people.trainer, form_id=published.pk, expected_version=3, now=now)

    assert [stage.name for stage in pair.opens(began, by=pair.sergeant).stages] == [
        "Where it began",
        "What it asks of you",
    ]
    assert pair.opens(began, by=pair.sergeant).form.name == FORM_WORDS.name
    assert first not in offered(pair)
    assert key_of(published) in offered(pair)


def test_withdrawn_it_is_offered_no_more_and_its_records_go_on(published, pair, people, now):
    key, session = key_of(published), pair.plans()
    began = pair.starts(form_key=key)

    operations.withdraw_form(actor=people.lead, form_id=published.pk, expected_version=2, now=now)

    assert key not in offered(pair)
    with pytest.raises(Invalid):
        pair.starts(session, form_key=key)
    section = save_section(
        actor=pair.sergeant, record_id=began.pk, stage="stage-a", text="Still here", expected_version=0, now=now
    )
    assert section.version == 1
    pair.writes(began, "For both", stage="stage-b", visibility="TWO_OF_US")
    assert pair.locks(pair.shares(began)).state == "LOCKED"


def test_a_stage_that_the_form_has_not_is_not_there(published, pair, now):
    began = pair.starts(form_key=key_of(published))

    with pytest.raises(NotFound):
        pair.writes(began, "Nowhere", stage="what")


def test_withdrawn_it_is_neither_changed_nor_published_nor_withdrawn_again(published, people, now):
    by = {"actor": people.lead, "form_id": published.pk, "now": now}
    operations.withdraw_form(**by, expected_version=2)

    for act in (operations.publish_form, operations.withdraw_form, operations.throw_draft_away):
        with pytest.raises(WrongMoment):
            act(**by, expected_version=3)
    with pytest.raises(WrongMoment):
        operations.change_form(**by, words=FORM_WORDS, expected_version=3)


def test_somebody_elses_change_is_not_overwritten(form, people, now):
    by = {"form_id": form.pk, "expected_version": 1, "now": now}
    operations.change_form(actor=people.lead, words=replace(FORM_WORDS, name="The lead's"), **by)

    with pytest.raises(Stale) as refused:
        operations.change_form(actor=people.trainer, words=replace(FORM_WORDS, name="The trainer's"), **by)

    assert refused.value.current == {"version": 2}
    assert form.versions.get().name == "The lead's"


def test_a_draft_is_written_over_and_what_is_published_gets_a_new_version(form, people, now):
    by = {"actor": people.trainer, "form_id": form.pk, "now": now}

    operations.change_form(**by, words=replace(FORM_WORDS, name="Once more"), expected_version=1)
    assert [(one.number, one.name) for one in form.versions.order_by("number")] == [(1, "Once more")]
    operations.publish_form(**by, expected_version=2)
    operations.change_form(**by, words=FORM_WORDS, expected_version=3)

    assert [(one.number, one.name) for one in form.versions.order_by("number")] == [
        (1, "Once more"),
        (2, FORM_WORDS.name),
    ]


def test_a_draft_thrown_away_leaves_what_is_published(published, people, now):
    by = {"actor": people.trainer, "form_id": published.pk, "now": now}
    operations.change_form(**by, words=replace(FORM_WORDS, name="Worse"), expected_version=2)

    assert operations.throw_draft_away(**by, expected_version=3) == published
    assert [one.name for one in published.versions.all()] == [FORM_WORDS.name]
    with pytest.raises(WrongMoment):
        operations.throw_draft_away(**by, expected_version=4)


def test_a_form_never_published_goes_with_its_draft(form, people, now):
    assert operations.throw_draft_away(actor=people.trainer, form_id=form.pk, expected_version=1, now=now) is None

    assert (OwnForm.objects.count(), OwnFormVersion.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", [FORM_WORDS.name.upper(), "One event, step by step"])
def test_two_forms_of_one_name_would_not_be_told_apart(published, people, now, name):
    with pytest.raises(Invalid) as refused:
        operations.make_form(actor=people.trainer, words=replace(FORM_WORDS, name=name), now=now)

    assert list(refused.value.fields) == ["name"]


def test_what_a_withdrawn_form_was_called_can_be_used_again(published, people, now):
    operations.withdraw_form(actor=people.lead, form_id=published.pk, expected_version=2, now=now)

    assert operations.make_form(actor=people.trainer, words=FORM_WORDS, now=now).version == 1


def test_broken_words_are_refused_and_nothing_is_kept(people, now):
    with pytest.raises(Invalid) as refused:
        operations.make_form(actor=people.trainer, words=replace(FORM_WORDS, made_for=60), now=now)

    assert list(refused.value.fields) == ["made_for"]
    assert OwnForm.objects.count() == 0


def test_an_organisation_has_no_more_forms_than_anybody_chooses_from(people, now, monkeypatch):
    monkeypatch.setattr(operations, "MOST_FORMS", 1)
    operations.make_form(actor=people.trainer, words=FORM_WORDS, now=now)

    with pytest.raises(WrongMoment, match="Withdraw one"):
        operations.make_form(actor=people.trainer, words=replace(FORM_WORDS, name="Two"), now=now)


def test_each_step_is_in_the_trail_without_a_word_of_the_form(published, people, now):
    operations.withdraw_form(actor=people.lead, form_id=published.pk, expected_version=2, now=now)

    noted = Entry.objects.filter(key=str(queries.key(published.pk))).order_by("seq")
    assert [(one.verb, one.version, one.reason) for one in noted] == [
        ("COLLECT", 1, "made"),
        ("ALTER", 2, "published"),
        ("ALTER", 3, "withdrawn"),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_listing_takes_the_same_queries_for_one_and_three(people, now, number, django_assert_num_queries):
    for one in range(number):
        words = replace(FORM_WORDS, name=f"Form {one}")
        made = operations.make_form(actor=people.trainer, words=words, now=now)
        operations.publish_form(actor=people.trainer, form_id=made.pk, expected_version=1, now=now)

    with django_assert_num_queries(2):
        assert len(queries.own_forms(actor=people.officer)) == number
    with django_assert_num_queries(1):
        assert len(queries.offered_to(actor=people.officer)) == 8 + number
