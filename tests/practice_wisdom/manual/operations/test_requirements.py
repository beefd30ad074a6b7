from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.identity.models import Membership
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.notifications.models import Notice
from practice_wisdom.manual.models import Acknowledgement, Requirement
from practice_wisdom.manual.operations import requirements
from practice_wisdom.manual.operations.requirements import acknowledge, ask_to_read, end_requirement
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.queries.requirements import asked_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def ask(people, now):
    def _ask(actor=None, **changes):
        facts = {"slug": "cuckooing", "number": 1, "organisation_kinds": ["POLICE"], "roles": [], "by": FRIDAY}
        return ask_to_read(actor=actor or people.trainer, now=now, **{"asks_again": False, **facts, **changes})

    return _ask


@pytest.fixture
def say(now):
    def _say(who, *, number=1, slug="cuckooing"):
        return acknowledge(actor=who, slug=slug, number=number, now=now)

    return _say


@pytest.fixture
def publish_again(people, stages):
    def _publish(at):
        stages.now = at
        draft = start_draft(actor=people.trainer, slug="cuckooing", now=at)
        return stages.publish(stages.approve(stages.submitted(draft)))

    return _publish


def told():
    return set(Notice.objects.filter(kind="manual.must_read").values_list("membership_id", flat=True))


def trail():
    rows = Entry.objects.filter(key__regex="^manual[.](requirement|acknowledgement)").order_by("seq")
    return list(rows.values_list("actor_person_id", "reason"))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("outsider", NotFound), ("officer", NotPermitted), ("lead", NotPermitted), ("nurse", NotPermitted),
     ("trainer", None), ("approver", None)],
)  # fmt: skip
def test_curators_here_ask_and_end(people, stages, ask, now, who, refusal):
    stages.live()
    actor = getattr(people, who)

    if refusal is None:
        ask(actor)
        end_requirement(actor=actor, slug="cuckooing", now=now)
        assert trail() == [(actor.person_id, "asked to be read"), (actor.person_id, "no longer asked to be read")]
        return
    with pytest.raises(refusal):
        ask(actor)
    ask()
    with pytest.raises(refusal):
        end_requirement(actor=actor, slug="cuckooing", now=now)
    assert Requirement.objects.filter(ended_at=None).count() == 1


def test_a_curator_without_a_second_step_asks_nobody(people, stages, ask):
    stages.live()

    with pytest.raises(NotPermitted):
        ask(replace(people.trainer, second_factor_missing=True))


@pytest.mark.parametrize(
    ("kinds", "roles", "asked"),
    [
        ([], [], {"officer", "sergeant", "trainer", "lead", "police_admin", "socialworker", "approver",
                  "council_admin", "nurse", "disclosure_officer", "privacy_officer"}),
        (["POLICE"], [], {"officer", "sergeant", "trainer", "lead", "police_admin", "disclosure_officer",
                          "privacy_officer"}),
        (["LOCAL_AUTHORITY", "HEALTH"], [], {"socialworker", "approver", "council_admin", "nurse"}),
        ([], ["SUPERVISOR"], {"sergeant", "socialworker"}),
        (["POLICE"], ["SUPERVISOR", "LEAD"], {"sergeant", "lead"}),
        (["FIRE"], [], set()),
    ],
)  # fmt: skip
def test_who_is_asked_is_told_and_sees_it_and_nobody_else(people, stages, ask, kinds, roles, asked):
    stages.live()

    ask(organisation_kinds=kinds, roles=roles)

    actors = {name: getattr(people, name) for name in people.__dataclass_fields__}
    assert told() == {actors[name].membership_id for name in asked}
    assert {name for name, actor in actors.items() if asked_of(actor=actor)} == asked


def test_the_disabled_are_not_told(people, stages, ask, now):
    stages.live()
    Membership.objects.filter(id=people.officer.membership_id).update(
        disabled_at=now, disabled_by_id=people.police_admin.person_id
    )

    ask()

    assert people.officer.membership_id not in told()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"by": TODAY - timedelta(days=1)}, "by"),
        ({"by": TODAY + timedelta(days=367)}, "by"),
        ({"organisation_kinds": ["POLICE", "CIRCUS"]}, "organisation_kinds"),
        ({"roles": ["KING"]}, "roles"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(stages, ask, changes, field):
    stages.live()

    with pytest.raises(Invalid) as refusal:
        ask(**changes)

    assert (list(refusal.value.fields), Requirement.objects.count(), told()) == ([field], 0, set())


def test_one_at_a_time_and_of_the_live_revision(stages, ask, people, now):
    stages.live()
    with pytest.raises(WrongMoment):
        ask(number=2)
    with pytest.raises(WrongMoment):
        end_requirement(actor=people.trainer, slug="cuckooing", now=now)
    requirement = ask()
    with pytest.raises(WrongMoment):
        ask()

    requirement.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        requirement.save()

    end_requirement(actor=people.trainer, slug="cuckooing", now=now)
    assert ask().id


@pytest.mark.parametrize("stage", ["draft", "in_review", "approved"])
def test_what_was_never_live_is_not_found(stages, ask, say, people, stage):
    getattr(stages, stage)()

    with pytest.raises(NotFound):
        ask()
    with pytest.raises(NotFound):
        say(people.officer)


@pytest.mark.parametrize(("who", "refusal"), [("outsider", NotFound), ("nurse", NotPermitted), ("officer", None)])
def test_those_asked_say_it_once_however_often_they_press(people, stages, ask, say, who, refusal):
    stages.live()
    ask()
    actor = getattr(people, who)

    if refusal:
        with pytest.raises(refusal):
            say(actor)
        assert Acknowledgement.objects.count() == 0
        return
    say(actor)
    say(actor)
    assert list(Acknowledgement.objects.values_list("person_id", "revision__number")) == [(actor.person_id, 1)]
    assert trail()[1:] == [(actor.person_id, "acknowledged")]
    assert asked_of(actor=actor) == []


def test_the_wrong_moments(people, stages, ask, say, now):
    stages.live()
    with pytest.raises(WrongMoment):
        say(people.officer)
    ask()
    with pytest.raises(WrongMoment):
        say(people.officer, number=2)
    with pytest.raises(NotPermitted):
        say(replace(people.officer, second_factor_missing=True))
    end_requirement(actor=people.trainer, slug="cuckooing", now=now)
    with pytest.raises(WrongMoment):
        say(people.officer)
    assert Acknowledgement.objects.count() == 0


def test_a_new_revision_asks_again_only_where_that_was_wanted(people, stages, ask, say, now, publish_again):
    stages.live()
    ask()
    say(people.officer)
    Notice.objects.all().delete()

    publish_again(now + timedelta(days=30))

    assert (asked_of(actor=people.officer), told()) == ([], set())
    [(_, by)] = asked_of(actor=people.sergeant)
    assert by == FRIDAY
    say(people.sergeant, number=2)
    assert asked_of(actor=people.sergeant) == []


def test_asked_again_there_is_as_much_time_as_before(people, stages, ask, say, now, publish_again):
    stages.live()
    ask(asks_again=True)
    say(people.officer)
    Notice.objects.all().delete()

    publish_again(now + timedelta(days=30))

    [(_, by)] = asked_of(actor=people.officer)
    assert by == FRIDAY + timedelta(days=30)
    assert people.officer.membership_id in told()
    assert trail()[-1] == (people.trainer.person_id, "asked to be read again")
    say(people.officer, number=2)
    assert asked_of(actor=people.officer) == []


def test_what_cannot_be_recorded_is_not_done(people, stages, ask, say, monkeypatch):
    stages.live()
    ask()

    def broken(**facts):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(requirements.audit, "record", broken)
    with pytest.raises(RuntimeError):
        say(people.officer)

    assert Acknowledgement.objects.count() == 0
