import pytest

from backend.audit.models import Entry
from backend.kernel.errors import NotFound
from supervision.enums import LIMITS_OF_CONFIDENCE
from supervision.operations.agreement import change_terms, open_agreement
from supervision.operations.comparison import compare_versions


def compares(pair, agreement, *, by=None, older=None, newer=None):
    return compare_versions(
        actor=by or pair.socialworker, agreement_id=agreement.pk, older=older, newer=newer, now=pair.now
    )


@pytest.fixture
def changed(pair):
    agreement = pair.proposes()
    terms = pair.terms(goals="Fewer surprises in the dark", frequency="WEEKLY", socialworkers="The service manager")
    change_terms(actor=pair.socialworker, agreement_id=agreement.pk, terms=terms, expected_version=1, now=pair.now)
    return agreement


def test_what_changed_is_told_by_field_and_word(pair, changed):
    found = compares(pair, changed)

    told = {
        one.name: "".join({"gone": "[-{}-]", "new": "[+{}+]"}.get(s.kind, "{}").format(s.text) for s in change.spans)
        for one in found.changed
        for change in one.changes
    }
    assert told == {
        "goals": "Fewer [-handovers-][+surprises+] in the dark",
        "frequency": "Every [-month-][+week+]",
        f"accountability_{pair.socialworker.membership_id}": "[-My team-][+The service+] manager",
    }
    assert (found.older, found.newer, found.numbers) == (1, 2, [1, 2])


def test_any_two_versions_can_be_compared_in_either_order(pair, changed):
    assert compares(pair, changed, older=2, newer=1).changed[0].name == compares(pair, changed).changed[0].name
    assert compares(pair, changed, older=2, newer=2).changed == []


@pytest.mark.parametrize(("older", "newer"), [(1, 3), (7, 1)])
def test_a_version_that_never_was_is_not_found(pair, changed, older, newer):
    with pytest.raises(NotFound):
        compares(pair, changed, older=older, newer=newer)


def test_both_readings_are_noted(pair, changed):
    before = Entry.objects.count()

    compares(pair, changed)

    noted = Entry.objects.order_by("seq").values_list("verb", "key", "version")[before:]
    key = f"supervision.agreement:{changed.pk}"
    assert list(noted) == [("CONSULT", key, 1), ("CONSULT", key, 2)]


def test_whoever_came_later_compares_nothing_from_before(group, people):
    agreement = group.signed()
    group.brings_in(agreement, people.nurse)

    with pytest.raises(NotFound):
        compares(group, agreement, by=people.nurse, older=1, newer=2)


def test_the_fixed_limits_cannot_be_edited_away(pair, api):
    """They are no part of the terms: whatever is written there, each version shows all of them."""
    agreement = pair.proposes(further_limits="There are no limits.")
    page = open_agreement(actor=pair.sergeant, agreement_id=agreement.pk, now=pair.now)
    answered = api(pair.sergeant).put(f"/agreements/{agreement.pk}/terms", {"limits": []}, version=1)

    assert page.limits == LIMITS_OF_CONFIDENCE
    assert (answered.status_code, answered.json()["detail"][0]["type"]) == (422, "extra_forbidden")
