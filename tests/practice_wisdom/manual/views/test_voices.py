"""Suggestions and practice notes from the pages a reader and a curator are on anyway."""

import re
import uuid

import pytest
from django.conf import settings as site
from django.core.serializers import serialize

from backend.identity.models import Membership
from backend.receipts.models import Receipt
from practice_wisdom.manual.models import PracticeNote, Suggestion
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.practice_notes import accept_note, offer_note

pytestmark = pytest.mark.django_db

CANARY = "canary4711quill"
SUGGEST, NOTE = "/manual/cuckooing/suggest", "/manual/cuckooing/practice-note"
LOG = site.LOG_DIR / "alongside.jsonl"


def press(**words):
    return {"once": str(uuid.uuid4())} | words


def suggested(**changes):
    words = {"section": "", "passage": "Look for signs", "proposed": "Look for signs, day and night", "why": ""}
    return press(**words | changes)


def noted(**changes):
    return press(worked="yes", words="We rang housing first.", how_often="OFTEN") | changes


@pytest.mark.parametrize(("address", "body"), [(SUGGEST, suggested()), (NOTE, noted())])
def test_nobody_elsewhere_or_signed_out_or_disabled_writes(client, sign_in, people, stages, now, address, body):
    stages.live()
    assert client.post(address, body).status_code == 401
    assert sign_in(client, people.outsider).post(address, body).status_code == 404
    assert client.get(address).status_code == 404
    sign_in(client, people.nurse)
    Membership.objects.filter(id=people.nurse.membership_id).update(
        disabled_at=now, disabled_by_id=people.nurse.person_id
    )

    assert client.post(address, body).status_code in (401, 403)
    assert (Suggestion.objects.count(), PracticeNote.objects.count()) == (0, 0)


def test_a_page_offers_both_and_a_selection_fills_the_form(client, sign_in, people, stages):
    stages.live()
    page = sign_in(client, people.officer).get("/manual/cuckooing").content.decode()
    assert f'href="{SUGGEST}"' in page
    assert f'href="{NOTE}"' in page

    form = client.post(SUGGEST, {"press": "begin", "passage": "Look for signs"}).content.decode()

    assert len(re.findall(r"<textarea[^>]*>\s*Look for signs</textarea>", form)) == 2
    assert Suggestion.objects.count() == 0


def test_names_are_asked_about_beside_the_field_and_nothing_typed_is_lost(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.officer)
    words = "See the Jane Smith leaflet; NHS 943 476 5919"

    refused = client.post(SUGGEST, suggested(proposed=words, why="Mine"))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“943 476 5919”: this looks like an NHS number. Take it out." in page
    assert f"{words}</textarea>" in page
    assert "Mine</textarea>" in page
    assert re.findall(r'name="about_nobody" value="([^"]+)"', page) == ["Jane Smith"]

    still = client.post(SUGGEST, suggested(proposed=words, about_nobody=["Jane Smith", "943 476 5919"]))
    done = client.post(SUGGEST, suggested(proposed="See the Jane Smith leaflet", about_nobody=["Jane Smith"]))

    assert (still.status_code, done.status_code, done.url) == (422, 302, "/manual/suggestions/")
    assert Suggestion.objects.get().proposed == "See the Jane Smith leaflet"


def test_words_that_are_not_there_any_more_bring_the_page_as_it_is(client, sign_in, people, stages):
    stages.live()

    refused = sign_in(client, people.officer).post(SUGGEST, suggested(passage="An older sentence."))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "These words are not on the page as it is now." in page
    assert "has taken the home over" in page
    assert "An older sentence.</textarea>" in page


def test_a_form_that_was_open_while_the_page_moved_arrives(client, sign_in, people, stages, now):
    stages.live()
    change_address(actor=people.trainer, slug="cuckooing", new_slug="home-takeover", now=now)
    sign_in(client, people.officer)

    assert client.post(SUGGEST, suggested(proposed="")).status_code == 422
    assert client.post(SUGGEST, suggested()).status_code == 302
    assert client.post(NOTE, noted()).status_code == 302


def test_from_the_page_to_the_desk_and_back(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.officer).post(SUGGEST, suggested())
    one = Suggestion.objects.get()
    address = f"/manual/suggestions/{one.id}"
    desk = sign_in(client, people.trainer).get("/manual/desk").content.decode()
    assert f'href="{address}"' in desk

    assert client.post(f"{address}/decline", press(version=1, reason="")).status_code == 422
    accepted = client.post(f"{address}/accept", press(version=1))
    second = sign_in(client, people.approver).post(f"{address}/decline", press(version=1, reason="Too late."))

    draft = sign_in(client, people.trainer).get(accepted.url).content.decode()
    assert "Suggested by readers, accepted into this revision" in draft
    assert second.status_code == 409
    assert "Too late." in second.content.decode()
    own = sign_in(client, people.officer).get("/manual/suggestions/").content.decode()
    assert "Accepted, being written" in own
    assert client.get(address).status_code == 200
    assert sign_in(client, people.nurse).get(address).status_code == 404
    assert sign_in(client, people.outsider).get(address).status_code == 404


def test_a_note_is_read_as_experience_and_answered_with_one_tap(client, sign_in, people, stages, now):
    stages.live()
    note = offer_note(
        actor=people.officer, slug="cuckooing", words="We <b>rang</b> first.", worked=True, how_often="OFTEN", now=now
    )
    assert "We &lt;b&gt;" not in sign_in(client, people.nurse).get("/manual/cuckooing").content.decode()
    accept_note(actor=people.trainer, note_id=note.id, version=1, now=now)

    page = client.get("/manual/cuckooing").content.decode()
    tapped = client.post(f"/manual/practice-notes/{note.id}/experience", press(worked="no"))
    after = client.get("/manual/cuckooing").content.decode()

    assert "We &lt;b&gt;rang&lt;/b&gt; first." in page
    assert "It is not approved guidance" in page
    assert "Robin Hale" not in page
    assert tapped.url == f"/manual/cuckooing#note-{note.id}"
    assert "You said: did not work here." in after
    assert "Did not work in: health." in after
    # What one reader said is on nobody else's page.
    assert "You said" not in sign_in(client, people.socialworker).get("/manual/cuckooing").content.decode()
    assert "This is your note" in sign_in(client, people.officer).get("/manual/cuckooing").content.decode()


def test_a_page_costs_the_same_with_one_note_and_three(client, sign_in, people, stages, now, count_queries):
    stages.live()
    sign_in(client, people.nurse)
    read = lambda: client.get("/manual/cuckooing")  # noqa: E731

    def note():
        made = offer_note(
            actor=people.officer, slug="cuckooing", words="We rang.", worked=True, how_often="ONCE", now=now
        )
        accept_note(actor=people.trainer, note_id=made.id, version=1, now=now)

    note()
    read()
    one = count_queries(read)
    note()
    note()

    assert count_queries(read) == one


def test_lists_cost_the_same_with_one_and_three(client, sign_in, people, stages, count_queries):
    stages.live()
    sign_in(client, people.trainer)

    def both():
        client.post(SUGGEST, suggested())
        client.post(NOTE, noted())
        # Links of a live revision are read once.
        client.get("/manual/desk")
        client.get("/manual/suggestions/")

    def counts():
        addresses = ("/manual/suggestions/", "/manual/desk")
        return [count_queries(lambda address=address: client.get(address)) for address in addresses]

    both()
    one = counts()
    both()
    both()

    assert counts() == one


def test_words_are_in_no_log_no_receipt_and_no_address(client, sign_in, people, stages):
    stages.live()
    before = len(LOG.read_text(encoding="utf-8")) if LOG.exists() else 0
    sign_in(client, people.officer)

    answers = [
        client.post(SUGGEST, suggested(proposed=f"{CANARY} and Jane Smith")),
        client.post(SUGGEST, suggested(proposed=CANARY)),
        client.post(NOTE, noted(words=CANARY)),
    ]

    assert [answer.status_code for answer in answers] == [422, 302, 302]
    assert CANARY not in "".join(answer.get("Location", "") for answer in answers)
    assert CANARY not in serialize("json", Receipt.objects.all())
    assert CANARY not in (LOG.read_text(encoding="utf-8")[before:] if LOG.exists() else "")
