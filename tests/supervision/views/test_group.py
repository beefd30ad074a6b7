import pytest
from django.urls import reverse

from backend.identity.models import Membership
from supervision.models import Agreement
from tests.supervision.views.conftest import hidden_version, text_of
from tests.supervision.views.test_agreement import TYPED


def with_(*actors):
    return "?" + "&".join(f"with={actor.membership_id}" for actor in actors)


def test_people_are_chosen_first_and_two_are_no_group(sergeant, people):
    page = text_of(sergeant.opens("supervision_propose_group"))
    too_few = text_of(sergeant.opens("supervision_propose_group", query=with_(people.officer)))

    assert "Noor Castell" in page
    assert "There is a problem" not in page
    assert "Choose 2 to 9 people. You chose 1." in too_few
    assert f'value="{people.officer.membership_id}" id="with_m{people.officer.membership_id}" checked' in too_few


def test_a_group_with_somebody_from_elsewhere_cannot_be_chosen(sergeant, people):
    assert sergeant.opens("supervision_propose_group", query=with_(people.officer, people.outsider)).status_code == 404


def test_a_group_is_proposed_with_whoever_facilitates(sergeant, people):
    chosen = with_(people.socialworker, people.officer)
    typed = {**TYPED, f"wants_{people.officer.membership_id}": "Time"}
    without = sergeant.presses("supervision_propose_group", query=chosen, **typed)

    pressed = sergeant.presses(
        "supervision_propose_group", query=chosen, **typed, facilitator_id=people.socialworker.membership_id
    )

    assert (without.status_code, "Choose who facilitates the group." in text_of(without)) == (422, True)
    agreement = Agreement.objects.get()
    assert pressed.url == reverse("supervision_agreement", args=[agreement.pk])
    assert agreement.participants.get(part="FACILITATOR").membership_id == people.socialworker.membership_id


def test_a_group_without_anybody_to_facilitate_says_so(browse, people):
    page = text_of(browse(people.officer).opens("supervision_propose_group", query=with_(people.trainer, people.nurse)))

    assert "nobody here has it" in page
    assert "<textarea" not in page


def test_a_group_reads_as_one(group, sergeant, browse):
    agreement = group.signed()

    page = browse(group.third).words_on("supervision_agreement", agreement.pk)

    assert "Signed by all of you on" in page
    assert "Facilitator</dt>" in page
    assert "Group supervision" in sergeant.words_on("supervision")
    assert "Leave this group" in page


def test_somebody_is_brought_in_by_a_form_and_their_own_page_says_so(group, sergeant, people, browse):
    agreement = group.signed()
    address = reverse("supervision_bring_in", args=[agreement.pk])
    version = hidden_version(sergeant.words_on("supervision_agreement", agreement.pk), action=address)

    pressed = sergeant.presses(
        "supervision_bring_in", agreement.pk, membership_id=people.officer.membership_id, version=version
    )

    assert pressed.status_code == 302
    theirs = browse(people.officer).words_on("supervision_agreement", agreement.pk)
    assert "Sign agreement" in theirs
    assert "Plan a session" not in theirs
    assert "Has not joined yet" in theirs


def test_nobody_chosen_gives_the_form_back(group, sergeant):
    agreement = group.signed()

    answered = sergeant.presses("supervision_bring_in", agreement.pk, version=1)

    assert (answered.status_code, "Choose somebody." in text_of(answered)) == (422, True)


def test_leaving_leads_away_and_closes_the_door(group, people, browse):
    agreement = group.signed()
    theirs = browse(group.third)

    pressed = theirs.presses("supervision_leave", agreement.pk, version=1)

    assert pressed.url == reverse("supervision")
    assert theirs.opens("supervision_agreement", agreement.pk).status_code == 404


def test_the_others_go_on_without_somebody_who_cannot_sign_in(group, sergeant, people):
    agreement = group.signed()
    Membership.objects.filter(pk=group.third.membership_id).update(
        disabled_at=group.now, disabled_by=people.lead.person_id
    )
    gone = agreement.participants.get(membership_id=group.third.membership_id)
    page = sergeant.words_on("supervision_agreement", agreement.pk)

    pressed = sergeant.presses("supervision_take_off", agreement.pk, gone.pk, version=1)

    assert "can no longer sign in, and so cannot sign." in page
    assert pressed.status_code == 302
    gone.refresh_from_db()
    assert gone.left_at is not None


@pytest.mark.parametrize(("who", "labels"), [("third", 3), ("sergeant", 2)])
def test_who_can_read_it_is_said_for_a_group(group, browse, who, labels):
    record = group.starts()

    page = browse(getattr(group, who)).words_on("supervision_record", record.pk)

    assert page.count('name="visibility"') == labels * 3
    assert ("You and Sam Okoro, who facilitates." in page) == (who == "third")


def test_what_only_the_facilitator_reads_is_named_before_signing(group, browse):
    record = group.starts()
    group.writes(record, "For all of us", by=group.sergeant, visibility="EVERYONE_IN_SESSION")
    group.writes(record, "For the facilitator", by=group.third, visibility="TWO_OF_US")

    theirs = browse(group.third).words_on("supervision_share_record", record.pk)
    another = browse(group.socialworker).words_on("supervision_share_record", record.pk)

    assert "Between one of you and who facilitates" in theirs
    assert "Between one of you and who facilitates" not in another


def test_versions_are_compared_on_a_page_of_their_own(pair, sergeant, socialworker):
    agreement = pair.proposes()
    socialworker.presses("supervision_change_terms", agreement.pk, **{**TYPED, "purpose": "To dare", "version": "1"})

    page = text_of(sergeant.opens("supervision_compare", agreement.pk, query="?older=1&newer=2"))

    assert "What changed from version 1 to version 2" in page
    assert "<del>think about joint work</del><ins>dare</ins>" in page
    assert sergeant.opens("supervision_compare", agreement.pk, query="?older=9").status_code == 404
    assert sergeant.opens("supervision_compare", agreement.pk, query="?older=x").status_code == 404


def test_a_review_is_pressed_where_the_agreement_is_read(pair, sergeant, now):
    agreement = pair.signed()
    Agreement.objects.filter(pk=agreement.pk).update(review_due_on=now.date())
    overview = sergeant.words_on("supervision")

    pressed = sergeant.presses("supervision_review_agreement", agreement.pk, version=1)

    assert "Look at it again: its review is due on" in overview
    assert pressed.status_code == 302
    page = sergeant.words_on("supervision_agreement", agreement.pk)
    assert "Sam Okoro: version 1 is still right" in page
    assert "Reviewed, still right" not in page
