import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers import serialize
from django.test import Client

from backend.audit.models import Entry
from backend.receipts.models import Receipt
from practice_wisdom.manual.models import Import, Page, Revision, Term
from practice_wisdom.manual.operations.glossary import TermWords, add_term
from practice_wisdom.manual.operations.imports import make_drafts_asked_for
from practice_wisdom.manual.operations.revisions import start_draft
from tests.practice_wisdom.manual.brought import docx, page_file, paragraph, zip_of

pytestmark = pytest.mark.django_db

ADDRESS = "/manual/imports/"
CANARY = "canary4711quill"
WORDS = b"- term: AMHP\n  meaning: Decides.\n- term: MASH\n  meaning: A hub.\n"
LOG = site.LOG_DIR / "alongside.jsonl"


def chosen(*files):
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return {"files": uploads, "once": str(uuid.uuid4())}


def bring(client, *files):
    return client.post(ADDRESS, chosen(*files), follow=True)


def text_of(answer):
    return answer.content.decode()


def press(client, address):
    return client.post(address, {"once": str(uuid.uuid4())}, follow=True)


def test_nobody_brings_anything_without_signing_in(client, people):
    assert client.get(ADDRESS).status_code == 302
    assert client.post(ADDRESS, chosen(("a.md", page_file()))).status_code == 401
    assert Import.objects.count() == 0


@pytest.mark.parametrize("who", ["officer", "lead", "nurse"])
def test_whoever_is_no_curator_is_told(client, sign_in, people, who):
    sign_in(client, getattr(people, who))

    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, chosen(("a.md", page_file()))).status_code == 403
    assert Import.objects.count() == 0


@pytest.mark.parametrize("who", ["outsider", "approver"])
def test_an_import_does_not_exist_for_anybody_else(client, sign_in, people, who):
    bring(sign_in(client, people.trainer), ("a.md", page_file()))
    own = Import.objects.get()
    sign_in(client, getattr(people, who))

    for address in (f"{ADDRESS}{own.id}/", f"{ADDRESS}{own.id}/pages/1"):
        assert client.get(address).status_code == 404
    assert client.post(f"{ADDRESS}{own.id}/drafts").status_code == 404
    assert CANARY not in text_of(client.get(ADDRESS))
    assert Import.objects.get().asked_at is None


def test_from_the_desk_to_drafts(client, sign_in, people, stages, now):
    stages.live()
    stages.live(slug="as-it-was")
    sign_in(client, people.trainer)
    assert f'href="{ADDRESS}"' in text_of(client.get("/manual/desk"))
    document = docx(paragraph("Joint visits", style="Heading1"), paragraph("Words."))
    pages = [("cuckooing.md", page_file(summary="Somebody took the home.")), ("as-it-was.md", page_file("as-it-was"))]

    plan = bring(client, ("pages.zip", zip_of([*pages, ("bad.md", b"---\ntitle: [\n---\n")])), ("v.docx", document))

    shown, [(address, _)] = text_of(plan), plan.redirect_chain
    assert "Nothing in the manual has changed yet." in shown
    for label in ("Skipped: 1", "Changed pages: 1", "New pages: 1", "The same as here: 1"):
        assert label in shown
    assert "Line 3: the front matter is not YAML." in shown
    assert "To fill in before you submit: 7" in shown
    assert Revision.objects.count() == 2

    reading = text_of(client.get(f"{address}pages/3"))
    assert "<del>When" in reading
    assert "<h2" in reading[reading.index("How it would read") :]

    working = press(client, f"{address}drafts")
    assert '<progress class="progress" id="progress" value="0" max="4">' in text_of(working)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text_of(working)

    make_drafts_asked_for(now=now)
    done = text_of(client.get(address))
    assert "2 drafts made." in done
    draft = Revision.objects.get(title="Joint visits")
    assert f'href="/manual/revisions/{draft.id}/">Joint visits</a>' in done
    assert set(Revision.objects.filter(number=2).values_list("page__slug", "state")) == {("cuckooing", "DRAFT")}
    assert Page.objects.get(slug="v").live_revision is None


def test_a_draft_in_the_way_is_linked(client, sign_in, people, stages, now):
    stages.live()
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    draft.writers.add(people.approver.membership_id)

    shown = text_of(bring(sign_in(client, people.trainer), ("a.md", page_file(title="New"))))

    assert f'href="/manual/revisions/{draft.id}/">Open the draft' in shown
    assert "There is nothing to make a draft of." in shown
    assert "Make these drafts" not in shown


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([], "Choose the files first."),
        ([("a.md", b"")], "One of these files is empty. Leave it out."),
        ([("a.zip", b"x")], "a.zip is not a whole zip file. Make it again, or download it again."),
        ([("a.zip", zip_of([("../b.md", b"x")]))], "a.zip: “../b.md” leads out of the zip. Nothing was brought in."),
    ],
)
def test_what_cannot_be_opened_is_refused_beside_the_field(client, sign_in, people, files, sentence):
    answer = bring(sign_in(client, people.trainer), *files)

    assert answer.status_code == 422
    assert f'<a href="#id_files">Files: {sentence}</a>' in text_of(answer)
    assert 'aria-describedby="id_files_helptext id_files_error"' in text_of(answer)
    assert Import.objects.count() == 0


def test_a_request_that_is_too_large_is_refused_before_it_is_read(client, sign_in, people, settings):
    settings.UPLOAD_MAX_SIZE = 100

    answer = bring(sign_in(client, people.trainer), ("a.md", page_file()))

    assert answer.status_code == 400
    assert "This is longer than can be sent in one go." in text_of(answer)
    assert Import.objects.count() == 0


def test_a_double_tap_is_one_import_and_one_set_of_drafts(client, sign_in, people, now):
    sign_in(client, people.trainer)
    once = str(uuid.uuid4())

    answers = [
        client.post(ADDRESS, {"files": [SimpleUploadedFile("a.md", page_file())], "once": once}) for _ in range(2)
    ]
    address = answers[0].url
    presses = [client.post(f"{address}drafts", {"once": once}) for _ in range(2)]

    assert ([a.url for a in answers], Import.objects.count()) == ([address] * 2, 1)
    assert [(a.status_code, a.url) for a in presses] == [(302, address)] * 2
    assert press(client, f"{address}drafts").status_code == 409


def test_it_works_with_the_token_of_the_page(people, sign_in):
    client = sign_in(Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"}), people.trainer)
    form = text_of(client.get(ADDRESS))
    assert 'enctype="multipart/form-data"' in form
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', form.partition("<main")[2])[1]

    answer = client.post(ADDRESS, chosen(("a.md", page_file())) | {"csrfmiddlewaretoken": token})

    assert answer.status_code == 302


def test_names_and_words_of_files_are_shown_as_text(client, sign_in, people):
    evil = '"><script>window.__xss=1</script>'
    shown = text_of(bring(sign_in(client, people.trainer), (f"{CANARY}<b>.txt", b"x"), ("a.md", page_file(title=evil))))

    assert "<script>window" not in shown
    assert f"{CANARY}&lt;b&gt;.txt" in shown


def test_what_was_brought_is_in_no_log_no_trail_and_no_receipt(client, sign_in, people):
    began = LOG.stat().st_size if LOG.exists() else 0

    answer = bring(sign_in(client, people.trainer), (f"{CANARY}.md", page_file(body=f"## Do this now\n{CANARY}")))
    client.get(f"{answer.redirect_chain[0][0]}pages/1")

    written = LOG.read_text(encoding="utf-8")[began:]
    assert "manual/imports/" in written
    assert CANARY not in written
    assert CANARY not in serialize("json", [*Entry.objects.all(), *Receipt.objects.all()])


def test_number_of_queries_is_the_same_for_any_number_of_pages(client, sign_in, people, count_queries):
    sign_in(client, people.trainer)
    asked = []
    for pages in (1, 3):
        bring(client, *[(f"{n}.md", page_file(f"page-{n}")) for n in range(pages)])
        address = f"{ADDRESS}{Import.objects.latest('id').id}/"
        asked.append(count_queries(lambda address=address: client.get(address)))

    assert asked[0] == asked[1]


def test_old_imports_are_listed_with_what_became_of_them(client, sign_in, people, now):
    sign_in(client, people.trainer)
    bring(client, ("a.md", page_file()))
    Import.objects.update(asked_at=now, finished_at=now + timedelta(seconds=1))

    shown = text_of(client.get(ADDRESS))

    assert "What you have brought lately" in shown
    assert "Done" in shown


def test_words_of_curators_are_replaced_only_with_a_tick(client, sign_in, people, now):
    add_term(actor=people.trainer, words=TermWords("", "AMHP", "", "Typed here.", {}, ()), now=now)
    words = [("glossary.yaml", WORDS), ("synonyms.yaml", b"- say: [took over his flat]\n  means: [cuckooing]\n")]
    plan = bring(sign_in(client, people.trainer), ("words.zip", zip_of(words)))

    shown, [(address, _)] = text_of(plan), plan.redirect_chain
    assert "Also replace the words that curators here have written (1)" in shown
    assert "Words left as they are here: 1" in shown
    assert "New words: 2" in shown
    assert "<del>Typed here</del><ins>Decides</ins>." in shown
    assert ">Take in the words</button>" in shown

    client.post(f"{address}drafts", {"once": str(uuid.uuid4()), "replaces": "yes"})
    make_drafts_asked_for(now=now)

    assert "3 words taken into" in text_of(client.get(address))
    assert Term.objects.get(slug="amhp").meaning == "Decides."


def test_without_the_tick_they_stay(client, sign_in, people, now):
    add_term(actor=people.trainer, words=TermWords("", "AMHP", "", "Typed here.", {}, ()), now=now)
    address = bring(sign_in(client, people.trainer), ("glossary.yaml", WORDS)).redirect_chain[0][0]

    press(client, f"{address}drafts")
    make_drafts_asked_for(now=now)

    assert "1 word taken into" in text_of(client.get(address))
    assert Term.objects.get(slug="amhp").meaning == "Typed here."
