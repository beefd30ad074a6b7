import uuid

import pytest
from django.urls import reverse

from supervision.models import Agreement, AgreementVersion
from tests.supervision.views.conftest import hidden_version, text_of

TYPED = {
    "part": "SUPERVISOR",
    "purpose": "To think about the landing",
    "may_direct_work": "no",
    "frequency": "MONTHLY",
    "length_minutes": "60",
}


def with_(actor):
    return f"?with={actor.membership_id}"


def test_colleagues_are_those_of_the_partnership(sergeant):
    page = sergeant.words_on("supervision_propose")

    assert [name for name in ("Noor Castell", "Robin Hale", "Frankie Dole") if name not in page] == []
    assert "Max Perrin" not in page


def test_colleagues_stand_under_one_heading_an_organisation(sergeant):
    page = sergeant.words_on("supervision_propose")

    assert [page.count(f"{name}</h2>") for name in ("Westmarch Police", "Marchfield Council")] == [1, 1]


def test_somebody_from_elsewhere_cannot_be_chosen(sergeant, people):
    answered = [sergeant.opens("supervision_propose", query=query) for query in (with_(people.outsider), "?with=99999")]

    assert [one.status_code for one in answered] == [404, 404]


def test_propose_names_both_organisations(sergeant, people):
    page = text_of(sergeant.opens("supervision_propose", query=with_(people.nurse)))

    assert "Who carries standards, workload and decisions for you, in Westmarch Police" in page
    assert "Who carries standards, workload and decisions for Frankie Dole, in Marchfield Health Trust" in page
    assert "so this is joint supervision" in page
    assert "A professional duty or registration requires it." in page


def test_propose_makes_one_agreement_however_often_it_is_pressed(sergeant, people):
    once = str(uuid.uuid4())
    pressed = [sergeant.presses("supervision_propose", query=with_(people.nurse), once=once, **TYPED) for _ in range(2)]

    made = Agreement.objects.get()
    assert (made.kind, made.state) == ("JOINT", "PROPOSED")
    assert [one.url for one in pressed] == [reverse("supervision_agreement", args=[made.pk])] * 2


def test_propose_gives_back_what_was_typed(sergeant, people):
    answered = sergeant.presses("supervision_propose", query=with_(people.nurse), **{**TYPED, "length_minutes": "5"})

    page = text_of(answered)
    assert answered.status_code == 422
    assert "Choose a length between 10 and 240 minutes." in page
    assert "To think about the landing" in page
    assert 'value="5"' in page
    assert Agreement.objects.count() == 0


def test_propose_refused_by_the_operation_gives_back_what_was_typed(sergeant, people):
    answered = sergeant.presses(
        "supervision_propose", query=with_(people.nurse), **{**TYPED, "goals": "Goal " + "x" * 4_000}
    )

    assert answered.status_code == 422
    assert "Use 4000 characters or fewer." in text_of(answered)
    assert "Goal xxx" in text_of(answered)


def test_propose_inside_one_organisation_asks_which_kind(sergeant, people):
    page = text_of(sergeant.opens("supervision_propose", query=with_(people.officer)))
    pressed = sergeant.presses("supervision_propose", query=with_(people.officer), **TYPED, kind="RESTORATIVE")

    assert "Peer supervision" in page
    assert "Joint supervision" not in page
    assert (pressed.status_code, Agreement.objects.get().kind) == (302, "RESTORATIVE")


def test_propose_peer_supervision_needs_no_part(browse, people):
    pressed = browse(people.officer).presses(
        "supervision_propose", query=with_(people.trainer), **{**TYPED, "part": None, "kind": "PEER"}
    )

    agreement = Agreement.objects.get()
    assert pressed.status_code == 302
    assert {one.part for one in agreement.participants.all()} == {"PEER"}


def test_propose_says_when_nobody_can_supervise(browse, people):
    page = text_of(browse(people.officer).opens("supervision_propose", query=with_(people.nurse)))

    assert "neither of you has that role" in page
    assert "<textarea" not in page


def test_agreement_reads_as_a_document(pair, socialworker):
    page = socialworker.words_on("supervision_agreement", pair.proposes().pk)

    assert "Who carries standards, workload and decisions for Sam Okoro, in Westmarch Police" in page
    assert "My inspector" in page
    assert "To think about joint work" in page
    assert "Sign agreement" in page


def test_agreement_says_what_is_missing_before_signing(pair, sergeant):
    page = sergeant.words_on("supervision_agreement", pair.proposes(socialworkers="").pk)

    assert "Before it can be signed, it has to say:" in page
    assert "decisions for Noor Castell, in Marchfield Council" in page
    assert "Sign agreement" not in page


def test_what_is_just_proposed_is_not_said_to_be_ready_for_signing(sergeant, people):
    sergeant.presses("supervision_propose", query=with_(people.nurse), **TYPED)

    page = sergeant.words_on("supervision_agreement", Agreement.objects.get().pk)

    assert [said in page for said in ("The agreement is proposed.", "Before it can be signed", "sign it")] == [
        True,
        True,
        False,
    ]


def test_agreement_is_signed_by_both(pair, sergeant, socialworker):
    agreement = pair.proposes()

    sergeant.presses("supervision_sign_agreement", agreement.pk, version="1")
    waiting = sergeant.words_on("supervision_agreement", agreement.pk)
    socialworker.presses("supervision_sign_agreement", agreement.pk, version="1")

    assert "It waits for Noor Castell." in waiting
    page = sergeant.words_on("supervision_agreement", agreement.pk)
    assert "Signed by both of you on" in page
    assert "Plan a session" in page
    assert "Sign agreement" not in page


def test_signing_what_was_changed_meanwhile_shows_the_new_version(pair, people, sergeant, socialworker):
    agreement = pair.proposes()
    carried = {f"accountability_{one.membership_id}": "At home" for one in (people.sergeant, people.socialworker)}
    typed = {**TYPED, **carried, "purpose": "Something else", "version": "1"}
    socialworker.presses("supervision_change_terms", agreement.pk, **typed)

    answered = sergeant.presses("supervision_sign_agreement", agreement.pk, version="1")

    page = text_of(answered)
    assert answered.status_code == 412
    assert "The terms were changed after you opened them." in page
    assert "Something else" in page
    assert hidden_version(page, action=reverse("supervision_sign_agreement", args=[agreement.pk])) == 2


def test_changing_terms_makes_a_version_and_keeps_the_earlier_one(pair, socialworker):
    agreement = pair.proposes()

    socialworker.presses(
        "supervision_change_terms", agreement.pk, **{**TYPED, "purpose": "A second thought", "version": "1"}
    )

    assert "A second thought" in socialworker.words_on("supervision_agreement", agreement.pk)
    earlier = socialworker.words_on("supervision_version", agreement.pk, 1)
    assert "To think about joint work" in earlier
    assert "This is version 1." in earlier
    assert "Sign agreement" not in earlier


def test_changing_terms_too_late_shows_both_and_goes_through_when_pressed_again(pair, sergeant, socialworker):
    agreement = pair.proposes()
    socialworker.presses("supervision_change_terms", agreement.pk, **{**TYPED, "purpose": "Hers", "version": "1"})
    mine = {**TYPED, "purpose": "Mine", "version": "1"}

    late = sergeant.presses("supervision_change_terms", agreement.pk, **mine)
    again = sergeant.presses("supervision_change_terms", agreement.pk, **{**mine, "version": "2"})

    page = text_of(late)
    assert late.status_code == 412
    assert ("Hers" in page, "Mine" in page) == (True, True)
    assert 'name="version" value="2"' in page
    assert (again.status_code, AgreementVersion.objects.count()) == (302, 3)


def test_a_mistyped_change_does_not_pretend_to_have_seen_a_newer_version(pair, sergeant, socialworker):
    agreement = pair.proposes()
    socialworker.presses("supervision_change_terms", agreement.pk, **{**TYPED, "purpose": "Hers", "version": "1"})

    mistyped = {**TYPED, "purpose": "Mine", "length_minutes": "5", "version": "1"}
    answered = sergeant.presses("supervision_change_terms", agreement.pk, **mistyped)

    assert answered.status_code == 422
    assert 'name="version" value="1"' in text_of(answered)


def test_a_new_version_of_signed_terms_says_what_holds_meanwhile(pair, sergeant, socialworker):
    agreement = pair.signed()
    socialworker.presses("supervision_change_terms", agreement.pk, **{**TYPED, "purpose": "Wiser now", "version": "1"})

    page = sergeant.words_on("supervision_agreement", agreement.pk)

    assert "This is a new version." in page
    assert "Version 1</a> holds until both of you have signed the new one." in page
    assert "Plan a session" in page


def test_terms_of_an_ended_agreement_cannot_be_opened_for_change(pair, sergeant):
    agreement = pair.signed()
    sergeant.presses("supervision_end_agreement", agreement.pk, version="1")

    assert sergeant.opens("supervision_change_terms", agreement.pk).status_code == 409


def test_ending_asks_a_second_time_and_ends(pair, sergeant):
    agreement = pair.signed()
    before = sergeant.words_on("supervision_agreement", agreement.pk)

    pressed = sergeant.presses("supervision_end_agreement", agreement.pk, version="1")

    assert "It ends for both of you" in before
    assert pressed.status_code == 302
    page = sergeant.words_on("supervision_agreement", agreement.pk)
    assert "stays readable by both of you" in page
    assert "Plan a session" not in page


@pytest.mark.parametrize("name", ["supervision_sign_agreement", "supervision_end_agreement"])
def test_a_press_without_its_version_changes_nothing(pair, sergeant, name):
    agreement = pair.proposes()

    answered = sergeant.presses(name, agreement.pk)

    agreement.refresh_from_db()
    assert (answered.status_code, agreement.state) == (422, "PROPOSED")
