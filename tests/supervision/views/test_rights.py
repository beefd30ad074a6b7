"""The pages of rights and duties, as a browser without JavaScript uses them."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from supervision.queries.report import REPORTS
from tests.supervision.routes import supervision_routes
from tests.supervision.views.conftest import text_of


@pytest.fixture
def disclosure_officer(browse, people):
    return browse(people.disclosure_officer)


@pytest.fixture
def privacy_officer(browse, people):
    return browse(people.privacy_officer)


# -- the register and its one report ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "sergeant", "police_admin", "nurse", "outsider", "privacy_officer"])
def test_everybody_reads_which_reports_exist(browse, people, who):
    page = browse(getattr(people, who)).words_on("supervision_reports")

    assert [report.name in page for report in REPORTS] == [True]
    assert (reverse("supervision_pairs") in page) == (who in {"police_admin", "outsider"})


def test_somebody_without_an_organisation_reads_it_too(db, people, sign_in, now):
    from backend.identity.models import Membership

    client = sign_in(Client(), people.officer)
    Membership.objects.filter(pk=people.officer.membership_id).update(
        disabled_at=now, disabled_by=people.officer.person_id
    )

    assert client.get(reverse("supervision_reports")).status_code == 200


def test_signed_out_it_asks_to_sign_in(client, db):
    assert client.get(reverse("supervision_reports")).status_code == 302


def test_the_register_names_every_report_there_is():
    """A report lives under the register, and says what it shows before anybody can open it."""
    under = {route.path for route in supervision_routes() if "/reports/" in route.path and route.kind == "PAGE"}

    assert under == {"/supervision/reports/"} | {reverse(report.url_name) for report in REPORTS}


def test_an_administrator_sees_the_pairs_of_the_own_organisation_and_how_many_sessions(browse, people, world):
    page = browse(people.police_admin).words_on("supervision_pairs")

    assert page.count("<strong>Sam Okoro</strong>, Westmarch Police") == 1
    assert "<strong>Noor Castell</strong>, Marchfield Council" in page
    assert "7&nbsp;sessions held" in page
    for never in ("Joint supervision", "Supervision with", "December", "What both", "hand over", str(world.signed.pk)):
        assert never not in page


def test_an_agreement_that_was_only_proposed_is_on_no_list(browse, people, pair):
    pair.proposes()

    assert "Sam Okoro" not in browse(people.police_admin).words_on("supervision_pairs")


def test_administrators_elsewhere_see_nobody(browse, people, world, now):
    from backend.identity.models import Membership

    Membership.objects.filter(pk=people.nurse.membership_id).update(roles=["ORG_ADMIN"])

    for actor in (people.outsider, people.nurse):
        page = browse(actor).opens("supervision_pairs")
        assert (page.status_code, "Sam Okoro" in text_of(page)) == (200, False)


@pytest.mark.parametrize("who", ["officer", "sergeant", "lead", "trainer", "privacy_officer", "disclosure_officer"])
def test_no_other_role_sees_pairs(browse, people, world, who):
    page = browse(getattr(people, who)).opens("supervision_pairs")

    assert (page.status_code, "Noor Castell" in text_of(page)) == (403, False)


def test_one_pair_costs_as_much_as_many(people, pair, django_assert_num_queries):
    from supervision.queries.report import pairs

    def costs():
        with django_assert_num_queries(3):
            return len(pairs(actor=people.police_admin, page=1).pairs)

    pair.signed()
    assert costs() == 1
    pair.signed()
    pair.plans()
    assert costs() == 3


# -- my data ----------------------------------------------------------------------------------------------------------


def test_my_data_shows_my_words_and_marks_the_others(sergeant, socialworker, nurse, world):
    here = world.signed.pk
    assert reverse("supervision_my_data_of", args=[here]) in sergeant.words_on("supervision_my_data")
    assert "What both may read" in sergeant.words_on("supervision_my_data_of", here)
    assert nurse.opens("supervision_my_data_of", here).status_code == 404

    page = socialworker.words_on("supervision_my_data_of", here)
    assert "What only the social worker may read" in page
    assert "What both may read" not in page
    assert "Withheld (ANOTHERS_WORDS): another participant’s own words, Sam Okoro" in page


def test_i_take_my_own_words_along_as_a_page_and_as_json(sergeant, world):
    page, data = sergeant.opens("supervision_copy"), sergeant.opens("supervision_copy_json")

    assert page["Content-Disposition"] == 'attachment; filename="my-own-words.html"'
    assert data["Content-Disposition"] == 'attachment; filename="my-own-words.json"'
    assert "What both may read" in text_of(page)
    told = json.loads(data.content)
    texts = [line["text"] for chapter in told["chapters"] for line in chapter["lines"]]
    assert "What both may read" in texts
    assert all(texts)
    assert "private" in page["Cache-Control"] or "no-store" in page["Cache-Control"]


def test_at_signing_i_see_what_i_would_be_handed(socialworker, world):
    page = socialworker.words_on("supervision_record", world.shared.pk)

    part = page[page.index("If you asked for your data today") :]
    assert part.index("<li>What? (only you see it day to day)</li>") < part.index("All my data")


def test_from_asking_to_taking(sergeant, privacy_officer, pair):
    pair.writes(pair.starts(), "MRSQUIRK rang at <b>noon</b>.")
    assert sergeant.presses("supervision_ask_for_data").status_code == 302
    desk = privacy_officer.words_on("supervision_officers")
    (request,) = re.findall(r'href="/supervision/officers/requests/([0-9a-f-]{36})/"', desk)
    page = privacy_officer.words_on("supervision_second_reading", request)
    item = next(p.split('"')[0] for p in page.split('name="item" value="') if p.startswith("supervision.section"))

    refused = privacy_officer.presses(
        "supervision_redact", request, version=1, item=item, passage="MRSQUARK", because="THIRD_PARTY"
    )
    assert (refused.status_code, "MRSQUARK" in text_of(refused)) == (422, True)
    taken = {"item": item, "passage": "MRSQUIRK", "because": "THIRD_PARTY"}
    assert privacy_officer.presses("supervision_redact", request, version=1, **taken).status_code == 302
    assert "[THIRD_PARTY] rang" in privacy_officer.words_on("supervision_second_reading", request)
    assert privacy_officer.presses("supervision_release_request", request, version=1).status_code == 412
    assert privacy_officer.presses("supervision_release_request", request, version=2).status_code == 302

    page = text_of(sergeant.opens("supervision_export", request))
    assert "[THIRD_PARTY] rang at &lt;b&gt;noon&lt;/b&gt;." in page
    assert "MRSQUIRK" not in page + text_of(sergeant.opens("supervision_export_json", request))
    assert "Ready until" in sergeant.words_on("supervision_my_data")


def test_a_request_that_waits_can_be_withdrawn(sergeant, world):
    sergeant.presses("supervision_ask_for_data")
    from supervision.models import DataRequest

    request = DataRequest.objects.get()
    assert sergeant.presses("supervision_withdraw_request", request.pk, version=1).status_code == 302
    assert "You withdrew it." in sergeant.words_on("supervision_my_data")


# -- the officers -----------------------------------------------------------------------------------------------------


def test_from_demand_to_telling(disclosure_officer, privacy_officer, sergeant, world, people):
    demand = {
        "membership_id": people.sergeant.membership_id,
        "first_day": "2026-11-20",
        "last_day": "2026-12-31",
        "reason": "COURT_ORDER",
        "reference": "T20261234",
        "tell_on": "",
    }
    refused = disclosure_officer.presses("supervision_ask_for_disclosure", **demand | {"reference": "He said so"})
    assert (refused.status_code, "He said so" in text_of(refused)) == (422, True)
    asked = disclosure_officer.presses("supervision_ask_for_disclosure", **demand)
    one = asked.url.rstrip("/").rsplit("/", 1)[1]
    assert "Agree</button>" not in disclosure_officer.words_on("supervision_disclosure", one)
    assert disclosure_officer.presses("supervision_agree", one, version=1).status_code == 403

    assert privacy_officer.presses("supervision_agree", one, version=1).status_code == 302
    session = str(world.locked.session_id)
    assert session in disclosure_officer.words_on("supervision_disclosure", one)
    none = disclosure_officer.presses("supervision_ask_for_content", one, version=2)
    assert (none.status_code, "Choose at least one session" in text_of(none)) == (422, True)
    assert (
        disclosure_officer.presses("supervision_ask_for_content", one, version=2, session_ids=session).status_code
        == 302
    )
    assert privacy_officer.presses("supervision_agree", one, version=3).status_code == 302

    page = disclosure_officer.words_on("supervision_disclosed_session", one, session)
    assert ("What both may read" in page, "What only the social worker" in page) == (True, False)
    assert "Only that it exists" in sergeant.words_on("supervision_told_of_disclosure", one)
    assert "Dana Frost" in sergeant.words_on("supervision_record", world.locked.pk)
    assert privacy_officer.presses("supervision_revoke", one, version=4).status_code == 302
    assert disclosure_officer.opens("supervision_disclosed_session", one, session).status_code == 404


def test_a_hold_from_placing_to_release(privacy_officer, sergeant, nurse, world, people):
    hold = {
        "membership_id": people.sergeant.membership_id,
        "reason": "INQUEST",
        "reference": "INQ/7",
        "review_on": "2026-11-01",
    }
    assert privacy_officer.presses("supervision_place_hold", **hold).status_code == 422
    from django.utils import timezone

    later = timezone.localdate().replace(day=1, month=1).replace(year=timezone.localdate().year + 1).isoformat()
    assert privacy_officer.presses("supervision_place_hold", **hold | {"review_on": later}).status_code == 302
    from supervision.models import LegalHold

    one = LegalHold.objects.get().pk
    told = sergeant.words_on("supervision_told_of_hold", one)
    assert ("Kept for a legal reason" in told, "INQ/7" in told) == (True, False)
    assert nurse.opens("supervision_told_of_hold", one).status_code == 404
    assert privacy_officer.presses("supervision_review_hold", one, version=1, review_on="").status_code == 422
    assert privacy_officer.presses("supervision_review_hold", one, version=1, review_on=later).status_code == 302
    assert privacy_officer.presses("supervision_release_hold", one, version=2).status_code == 302
    assert "That ended on" in sergeant.words_on("supervision_told_of_hold", one)


def test_a_rule_is_approved_on_the_desk(privacy_officer, disclosure_officer, people):
    sent = {"kind": "AGENDA", "length": 12, "version": 0}

    assert disclosure_officer.presses("supervision_approve_rule", **sent).status_code == 403
    assert privacy_officer.presses("supervision_approve_rule", **sent | {"length": "long"}).status_code == 422
    assert privacy_officer.presses("supervision_approve_rule", **sent).status_code == 302
    assert "12 months from" in privacy_officer.words_on("supervision_officers")


@pytest.mark.parametrize("who", ["officer", "sergeant", "lead", "police_admin", "nurse"])
def test_the_desk_is_for_officers(browse, people, world, who):
    for name in ("supervision_officers", "supervision_place_hold", "supervision_ask_for_disclosure"):
        assert browse(getattr(people, who)).opens(name).status_code == 403
