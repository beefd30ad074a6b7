"""A page on paper: all of it, for members only, never an old revision; and what its code says to whoever scans it."""

import io
import re
from datetime import date

import pypdf
import pytest
from django.core.cache import cache
from django.utils import timezone

from backend.identity.models import Membership, Person
from practice_wisdom.manual.enums import Topic
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.print_orders import make_prints_asked_for
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.queries import paper
from practice_wisdom.manual.words import Source

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
PDFS = [
    "/manual/cuckooing/pdf",
    "/manual/topics/adults-at-risk/pdf",
    "/manual/pdf",
    "/api/v1/manual/pages/cuckooing/pdf",
]
BODY = """\
## Do this now
1. Ring [0808 2000 247](tel:08082000247) or [the desk](tel:101), see [missing](page:missing) and [gov](https://gov.example/a).

## Who does what
| Agency | Can |
|---|---|
| Police | arrest |

### Housing officer
- Change locks.

## Law and sources
- Care Act 2014, section 42."""


@pytest.fixture(autouse=True)
def _nobody_has_printed_yet():
    cache.clear()


@pytest.fixture
def live(stages):
    stages.live(slug="missing", title="Missing people")
    return stages.live(body=BODY, sources=(Source("Care Act 2014", 2014, "section 42"), Source("Guidance", 2020)))


def printed(client, address):
    """What the worker makes is asked for, made, and fetched."""
    answer = client.get(address)
    if answer.status_code != 302 or "/prints/" not in answer.url:
        return answer
    make_prints_asked_for(now=timezone.now())
    return client.get(address)


def reader(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    return " ".join("\n".join(page.extract_text() for page in reader(pdf).pages).replace("\xa0", " ").split())


def address_in(pdf):
    links = [
        str(note.get_object()["/A"]["/URI"])
        for page in reader(pdf).pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    ]
    return next(link for link in links if "/p/" in link).partition("/p/")[2]


def newer(stages, people, now, **changes):
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    return stages.publish(stages.approve(stages.submitted(stages.save(draft, **changes))))


@pytest.mark.parametrize("address", PDFS)
def test_nobody_prints_without_signing_in(client, live, address):
    answer = client.get(address)

    assert answer.status_code == (401 if "/api/" in address else 302)
    assert b"%PDF" not in answer.content


@pytest.mark.parametrize("address", PDFS)
def test_another_partnership_has_nothing_to_print(client, sign_in, people, live, address):
    assert printed(sign_in(client, people.officer), address).content.startswith(b"%PDF")

    answer = sign_in(client, people.outsider).get(address)

    assert answer.status_code == 404
    assert b"%PDF" not in answer.content


def test_a_draft_is_not_printed(client, sign_in, people, stages, live, now):
    stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), title="Secret draft")
    stages.draft(slug="secret", title="Secret page")
    sign_in(client, people.trainer)

    said = [text_of(printed(client, address).content) for address in PDFS]

    assert [text for text in said if "Secret" in text] == []
    assert client.get("/manual/secret/pdf").status_code == 404


@pytest.mark.parametrize("address", ["/manual/topics/no-such-topic/pdf", "/manual/topics/health-and-substances/pdf"])
def test_a_topic_without_pages_is_not_printed(client, sign_in, people, live, address):
    assert sign_in(client, people.officer).get(address).status_code == 404


def test_every_part_of_a_page_is_on_paper(client, sign_in, people, live):
    answer = sign_in(client, people.officer).get("/manual/cuckooing/pdf")

    said = text_of(answer.content)
    parts = [
        "Cuckooing",
        "When somebody's home is taken over.",
        "In date. Checked on 22 November 2026, review due by 22 May 2027.",
        "Do this now",
        "0808 2000 247 or the desk (101)",
        "/manual/missing",
        "https://gov.example/a",
        "Who does what",
        "Police arrest",
        "Housing officer",
        "Change locks.",
        "Law and sources",
        "Guidance, not orders. Local procedure and your own judgement come first.",
        "Approved by Westmarch Police, 22 November 2026.",
        "Approved by Marchfield Council, 22 November 2026.",
        "Sources",
        "Care Act 2014, section 42",
        "Guidance, 2020",
        "Revision 1. Printed on",
        "Still current?",
        "Page 1 of",
        "Alongside, Marchfield Together",
    ]
    assert [part for part in parts if part not in said] == []
    assert said.index("Do this now") < said.index("Who does what") < said.index("About this page")


def test_no_name_of_a_person_leaves_the_building(client, sign_in, people, live):
    said = text_of(sign_in(client, people.officer).get("/manual/cuckooing/pdf").content)

    assert [name for name in Person.objects.values_list("name", flat=True) if name in said] == []
    assert Membership.objects.get(id=people.trainer.membership_id).organisation.name in said


@pytest.mark.parametrize("address", PDFS[:3])
def test_a_screen_reader_finds_its_way(client, sign_in, people, live, address):
    found = reader(printed(sign_in(client, people.officer), address).content)

    root = found.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        "en-GB",
        True,
        True,
    )
    assert found.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    kinds = kinds_in(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L", "/LI", "/Link", "/Figure"} <= kinds
    assert found.outline


def kinds_in(element):
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        return set().union(*map(kinds_in, element)) if element else set()
    if not isinstance(element, dict):
        return set()
    own = {str(element["/S"])} if "/S" in element else set()
    return own | (kinds_in(element["/K"]) if "/K" in element else set())


def test_the_answer_is_shown_under_a_plain_name_and_kept_by_nobody(client, sign_in, people, live):
    sign_in(client, people.officer)

    answers = [printed(client, address) for address in PDFS]

    assert {answer["Content-Type"] for answer in answers} == {"application/pdf"}
    assert {answer["Cache-Control"] for answer in answers} == {"no-store, private"}
    names = [
        re.fullmatch(r'inline; filename="([a-z0-9-]+\.pdf)"', answer["Content-Disposition"])[1] for answer in answers
    ]
    assert names[0] == names[3] == "alongside-cuckooing-r1.pdf"
    assert re.fullmatch(r"alongside-adults-at-risk-\d{4}-\d\d-\d\d\.pdf", names[1])


def test_a_whole_manual_has_cover_contents_and_page_numbers(client, sign_in, people, stages, live):
    stages.live(slug="both", title="In two topics", topics=("adults-at-risk", "children-and-young-people"))

    pages = reader(printed(sign_in(client, people.officer), "/manual/pdf").content).pages

    said = [" ".join(page.extract_text().split()) for page in pages]
    assert "The whole manual" in said[0]
    assert "Is this print still current?" in said[0]
    assert "3 pages of the manual." in said[0].replace("\xa0", " ")
    assert "Contents" in said[1]
    assert [title for title in ("Cuckooing", "Missing people", "In two topics") if title not in said[1]] == []
    assert any("see missing (page " in text for text in said)
    # Once in full, and a line under its other topic.
    assert sum("In two topics (page " in text for text in said) == 2
    assert said[-1].endswith(f"Page {len(pages)} of {len(pages)}")


def test_a_former_address_prints_the_page(client, sign_in, people, live, now):
    change_address(actor=people.trainer, slug="cuckooing", new_slug="home-takeover", now=now)

    answer = sign_in(client, people.officer).get("/manual/cuckooing/pdf")

    assert (answer.status_code, answer.url) == (301, "/manual/home-takeover/pdf")


def test_people_find_it(client, sign_in, people, live):
    sign_in(client, people.officer)

    assert 'href="/manual/cuckooing/pdf"' in client.get("/manual/cuckooing").content.decode()
    manual = client.get("/manual/").content.decode()
    assert 'href="/manual/topics/adults-at-risk/pdf"' in manual
    assert 'href="/manual/pdf"' in manual


@pytest.mark.parametrize("topic", [Topic.ADULTS, None])
def test_as_many_queries_for_three_pages_as_for_one(people, stages, now, count_queries, topic):
    def gather():
        return count_queries(lambda: paper.book_on_paper(actor=people.officer, topic=topic, today=now.date()))

    stages.live()
    one = gather()
    stages.live(slug="b", title="B")
    stages.live(slug="c", title="C")

    assert gather() == one
