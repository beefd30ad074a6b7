import pytest

from backend.kernel.errors import Invalid, NotFound, Stale, WrongMoment
from supervision.models import Terms
from supervision.operations.agreement import change_terms, end_agreement, open_agreement, sign_agreement
from supervision.refusals import StaleText


def changes(pair, agreement, *, by, version, **words):
    return change_terms(
        actor=by, agreement_id=agreement.pk, terms=pair.terms(**words), expected_version=version, now=pair.now
    )


@pytest.mark.parametrize("missing", ["sergeants", "socialworkers"])
def test_a_joint_agreement_without_a_normative_function_holder_cannot_be_signed(pair, missing):
    agreement = pair.proposes(**{missing: "  "})

    with pytest.raises(Invalid) as refused:
        pair.signs(agreement, by=pair.sergeant)

    whose = pair.sergeant if missing == "sergeants" else pair.socialworker
    field = f"accountability_{whose.membership_id}"
    assert list(refused.value.fields) == [field]
    page = open_agreement(actor=pair.sergeant, agreement_id=agreement.pk, now=pair.now)
    assert (page.missing, page.signatures) == ([field], [])


def test_inside_one_organisation_no_such_holder_is_asked_for(people, now):
    from supervision.operations.agreement import propose_agreement

    agreement = propose_agreement(
        actor=people.officer,
        membership_ids=[people.sergeant.membership_id],
        kind="MANAGEMENT",
        part="SUPERVISEE",
        terms=Terms(),
        now=now,
    )

    signed = sign_agreement(actor=people.officer, agreement_id=agreement.pk, expected_version=1, now=now)
    signed = sign_agreement(actor=people.sergeant, agreement_id=signed.pk, expected_version=1, now=now)

    assert signed.state == "SIGNED"


def test_it_is_signed_when_both_have_signed_the_same_version(pair):
    agreement = pair.proposes()

    assert pair.signs(agreement, by=pair.sergeant).state == "PROPOSED"
    assert pair.signs(agreement, by=pair.socialworker).state == "SIGNED"


def test_an_edit_by_either_makes_a_new_version_and_the_signature_falls(pair):
    agreement = pair.proposes()
    pair.signs(agreement, by=pair.sergeant)

    changes(pair, agreement, by=pair.socialworker, version=1, goals="Fewer surprises")

    page = open_agreement(actor=pair.sergeant, agreement_id=agreement.pk, now=pair.now)
    assert (page.version, page.signatures, page.can_sign, page.terms.goals) == (2, [], True, "Fewer surprises")


def test_every_version_stays_readable_by_both(pair):
    agreement = pair.proposes()
    pair.signs(agreement, by=pair.sergeant)
    changes(pair, agreement, by=pair.socialworker, version=1, goals="Fewer surprises")

    for actor in (pair.sergeant, pair.socialworker):
        page = open_agreement(actor=actor, agreement_id=agreement.pk, number=1, now=pair.now)
        assert page.terms == pair.terms()
        assert [(row.number, row.written_by.name, len(row.signatures)) for row in page.versions] == [
            (2, "Noor Castell", 0),
            (1, "Sam Okoro", 1),
        ]
        assert (page.can_change, page.can_sign) == (False, False)


def test_a_version_that_never_was_is_not_found(pair):
    with pytest.raises(NotFound):
        open_agreement(actor=pair.sergeant, agreement_id=pair.proposes().pk, number=7, now=pair.now)


def test_a_late_edit_is_refused_and_nothing_is_overwritten(pair):
    agreement = pair.proposes()
    changes(pair, agreement, by=pair.socialworker, version=1, goals="Theirs")

    with pytest.raises(StaleText):
        changes(pair, agreement, by=pair.sergeant, version=1, goals="Mine")

    page = open_agreement(actor=pair.sergeant, agreement_id=agreement.pk, now=pair.now)
    assert (page.version, page.terms.goals) == (2, "Theirs")


def test_nobody_signs_a_version_they_have_not_read(pair):
    agreement = pair.proposes()
    changes(pair, agreement, by=pair.socialworker, version=1, goals="Theirs")

    with pytest.raises(Stale) as refused:
        sign_agreement(actor=pair.sergeant, agreement_id=agreement.pk, expected_version=1, now=pair.now)

    assert refused.value.current == {"version": 2, "state": "PROPOSED"}


def test_signing_twice_or_after_the_end_is_the_wrong_moment(pair):
    agreement = pair.proposes()
    pair.signs(agreement, by=pair.sergeant)

    with pytest.raises(WrongMoment):
        pair.signs(agreement, by=pair.sergeant)
    end_agreement(actor=pair.socialworker, agreement_id=agreement.pk, expected_version=1, now=pair.now)
    with pytest.raises(WrongMoment):
        pair.signs(agreement, by=pair.socialworker)


def test_what_is_signed_holds_until_everybody_has_signed_the_new_version(pair):
    agreement = pair.signed()

    changes(pair, agreement, by=pair.sergeant, version=1, goals="Other")
    agreement.refresh_from_db()
    waiting = open_agreement(actor=pair.socialworker, agreement_id=agreement.pk, now=pair.now)
    pair.signs(agreement, by=pair.sergeant)
    pair.plans(agreement)
    signed = pair.signs(agreement, by=pair.socialworker)

    assert (waiting.state, waiting.version, waiting.in_force) == ("SIGNED", 2, 1)
    assert [who.name for who in waiting.not_signed] == ["Noor Castell", "Sam Okoro"]
    assert (signed.state, signed.version, signed.in_force) == ("SIGNED", 2, 2)


def test_what_is_in_force_is_not_signed_again_and_ended_terms_are_not_edited(pair):
    agreement = pair.signed()

    with pytest.raises(WrongMoment):
        pair.signs(agreement, by=pair.sergeant)
    end_agreement(actor=pair.sergeant, agreement_id=agreement.pk, expected_version=1, now=pair.now)
    with pytest.raises(WrongMoment):
        changes(pair, agreement, by=pair.sergeant, version=1, goals="Other")


def test_an_ended_agreement_stays_readable_and_takes_no_session(pair):
    agreement = pair.signed()
    end_agreement(actor=pair.socialworker, agreement_id=agreement.pk, expected_version=1, now=pair.now)

    page = open_agreement(actor=pair.sergeant, agreement_id=agreement.pk, now=pair.now)

    assert (page.state, page.terms, page.can_end, page.can_plan_session) == ("ENDED", pair.terms(), False, False)
    with pytest.raises(WrongMoment):
        pair.plans(agreement)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"purpose": "x" * 4_001}, "purpose"),
        ({"frequency": "OFTEN"}, "frequency"),
        ({"length_minutes": 5}, "length_minutes"),
        ({"length_minutes": 500}, "length_minutes"),
    ],
)
def test_terms_that_cannot_be_taken_are_named_and_not_repeated(pair, words, field):
    with pytest.raises(Invalid) as refused:
        pair.proposes(**words)

    assert list(refused.value.fields) == [field]
    assert "xxx" not in str(refused.value.fields)
