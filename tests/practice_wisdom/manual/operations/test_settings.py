import pytest

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotPermitted, Stale
from practice_wisdom.manual.models import ManualSettings
from practice_wisdom.manual.operations.settings import change_settings
from practice_wisdom.manual.queries.settings import settings_to_read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("police_admin", True), ("council_admin", True), ("trainer", False), ("lead", False), ("officer", False)],
)
def test_administrators_choose_for_their_own_organisation(people, now, who, allowed):
    actor = getattr(people, who)

    if allowed:
        change_settings(actor=actor, version=0, withdraw_overdue_after_days=90, now=now)
        assert ManualSettings.objects.get().organisation_id == actor.organisation_id
        assert Entry.objects.filter(reason="settings changed").count() == 1
    else:
        with pytest.raises(NotPermitted):
            change_settings(actor=actor, version=0, withdraw_overdue_after_days=90, now=now)
        with pytest.raises(NotPermitted):
            settings_to_read(actor=actor)


def test_of_two_at_once_the_second_looks_again(people, now):
    change_settings(actor=people.police_admin, version=0, withdraw_overdue_after_days=90, now=now)

    with pytest.raises(Stale) as refused:
        change_settings(actor=people.police_admin, version=0, withdraw_overdue_after_days=None, now=now)

    assert refused.value.current == {"withdraw_overdue_after_days": 90, "version": 1}
    change_settings(actor=people.police_admin, version=1, withdraw_overdue_after_days=None, now=now)


@pytest.mark.parametrize("days", [-1, 0, 6, 731, 10**9])
def test_days_that_make_no_sense_are_refused(people, now, days):
    with pytest.raises(Invalid):
        change_settings(actor=people.police_admin, version=0, withdraw_overdue_after_days=days, now=now)
