import json
import uuid

import pytest

from backend.search.operations import drain
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.operations.glossary import TermWords, put_glossary
from practice_wisdom.manual.operations.revisions import start_draft

pytestmark = pytest.mark.django_db

API = "/api/v1"
WORDS = {
    "title": "Cuckooing",
    "summary": "When somebody's home is taken over.",
    "markdown": "## Do this now\n1. Look.\n\n## Law and sources\n- Care Act 2014.",
    "checked_on": "2026-11-22",
    "review_by": "2027-05-22",
    "topics": ["adults-at-risk"],
    "agencies": ["POLICE"],
    "evidence": ["law"],
    "keywords": ["cuckoo"],
    "sources": [{"title": "Care Act 2014", "year": 2014, "section": "section 42"}],
}


@pytest.fixture
def call(client, sign_in):
    def _call(who, method, address, body=None, *, version=None, key=None):
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        data = "" if body is None else json.dumps(body)
        return getattr(sign_in(client, who), method)(
            f"{API}{address}", data, content_type="application/json", headers=headers
        )

    return _call


@pytest.fixture
def read(client, sign_in):
    def _read(who, address):
        return sign_in(client, who).get(f"{API}{address}")

    return _read


READS = [
    "/search?q=cuckooing",
    "/manual/pages",
    "/manual/pages/cuckooing",
    "/manual/pages/cuckooing/revisions",
    "/manual/revisions/{id}",
    "/glossary",
]


def test_nothing_is_read_or_written_without_signing_in(client, stages):
    revision = stages.live()
    writes = ["/manual/pages", "/manual/pages/cuckooing/revisions"]
    writes += [f"/manual/revisions/{revision.id}/{press}" for press in ("submit", "approve", "return", "publish")]

    answers = [client.get(API + address.format(id=revision.id)) for address in READS if address != "/glossary"]
    answers += [client.post(API + address, {}, content_type="application/json") for address in writes]

    assert {answer.status_code for answer in answers} == {401}


@pytest.mark.parametrize("who", ["officer", "nurse", "trainer"])
def test_everybody_here_reads_what_is_live(read, people, stages, now, who):
    live = stages.live()
    stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), title="Secret draft")
    drain()

    answers = {a: read(getattr(people, who), a.format(id=live.id)) for a in READS if a != "/glossary"}

    assert {answer.status_code for answer in answers.values()} == {200}
    leaked = [address for address, answer in answers.items() if "Secret draft" in answer.content.decode()]
    assert leaked == ([] if who == "officer" else ["/manual/pages/cuckooing/revisions"])


def test_nobody_elsewhere_reads(read, people, stages):
    live = stages.live()
    drain()

    assert read(people.outsider, "/manual/pages").json() == {"total": 0, "pages": []}
    assert read(people.outsider, "/search?q=cuckooing").json()["results"] == []
    for address in READS[2:5]:
        theirs = read(people.outsider, address.format(id=live.id))
        nobodys = read(people.outsider, address.replace("cuckooing", "nowhere").format(id=9_999))
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)


def test_search_answers_in_the_documented_shape(read, people, stages):
    live = stages.live()
    drain()

    answer = read(people.officer, "/search?q=taken over his flat").json()

    result = answer["results"][0]
    assert (answer["query"], answer["total"], answer["did_you_mean"]) == ("taken over his flat", 1, None)
    promised = {"kind", "key", "slug", "title", "summary", "snippet", "url"}
    assert set(result) == promised | {
        "heading", "anchor", "area", "topics", "agencies", "audience", "freshness", "checked_on"
    }  # fmt: skip
    assert (result["kind"], result["key"], result["url"]) == (
        "manual.page",
        f"manual.page:{live.page_id}",
        "/manual/cuckooing",
    )


@pytest.mark.parametrize("query", ["", "?limit=5", "?q=a&limit=0", "?q=a&limit=51", "?q=a&limit=x", f"?q={'a' * 201}"])
def test_search_refuses_what_it_does_not_understand(read, people, query):
    assert read(people.officer, f"/search{query}").status_code == 422


def test_a_page_has_its_words_its_credits_and_an_etag(read, people, stages):
    live = stages.live()

    answer = read(people.officer, "/manual/pages/cuckooing")

    page = answer.json()
    assert answer["ETag"] == '"1"'
    assert (page["title"], page["revision_id"], page["joint"]) == ("Cuckooing", live.id, True)
    assert page["freshness"] == {"state": "IN_DATE", "checked_on": "2026-11-22", "review_by": "2027-05-22"}
    assert [(a["organisation"], a["side"]) for a in page["approvals"]] == [
        ("Westmarch Police", "police"),
        ("Marchfield Council", "partner"),
    ]
    assert [part["anchor"] for part in page["parts"]] == ["do-this-now", "who-does-what", "law-and-sources"]
    assert page["html"].startswith('<h2 id="do-this-now">')
    assert page["markdown"].startswith("## Do this now")


def test_a_page_from_the_first_word_to_the_live_page(call, read, people):
    answer = call(people.trainer, "post", "/manual/pages", {"slug": "cuckooing", "words": WORDS})
    assert (answer.status_code, answer.json()["version"]) == (201, 1)
    where = f"/manual/revisions/{answer.json()['id']}"

    steps = [
        (people.trainer, "put", where, WORDS | {"title": "Better"}),
        (people.trainer, "post", f"{where}/submit", None),
        (people.lead, "post", f"{where}/approve", {"note": "Good."}),
        (people.approver, "post", f"{where}/return", {"reason": "Say who."}),
        (people.trainer, "post", f"{where}/submit", None),
        (people.lead, "post", f"{where}/approve", {}),
        (people.nurse, "post", f"{where}/approve", {}),
        (people.trainer, "post", f"{where}/publish", None),
    ]
    states = []
    for who, method, address, body in steps:
        version = read(who, where)["ETag"].strip('"')
        answer = call(who, method, address, body, version=version)
        assert answer.status_code == 200, answer.content
        states.append(answer.json()["state"])

    assert states == ["DRAFT", "IN_REVIEW", "IN_REVIEW", "RETURNED", "IN_REVIEW", "IN_REVIEW", "APPROVED", "LIVE"]
    assert read(people.officer, "/manual/pages/cuckooing").json()["title"] == "Better"
    assert call(people.trainer, "post", "/manual/pages/cuckooing/revisions").status_code == 201


def test_a_write_answers_with_ids_and_states_only(call, people):
    body = call(people.trainer, "post", "/manual/pages", {"slug": "cuckooing", "words": WORDS}).json()

    revision = Revision.objects.get()
    assert body == {
        "id": revision.id,
        "slug": "cuckooing",
        "number": 1,
        "state": "DRAFT",
        "version": 1,
        "url": f"/manual/revisions/{revision.id}/",
    }


CHANGES = [
    ("put", "", WORDS),
    ("post", "/submit", None),
    ("post", "/approve", {}),
    ("post", "/return", {"reason": "x"}),
    ("post", "/publish", None),
]


@pytest.mark.parametrize(("method", "press", "body"), CHANGES)
def test_changes_say_which_version_they_change(call, people, stages, method, press, body):
    revision = (
        stages.in_review()
        if press in ("/approve", "/return")
        else stages.approved()
        if press == "/publish"
        else stages.draft()
    )
    address = f"/manual/revisions/{revision.id}{press}"
    who = people.approver

    missing = call(who, method, address, body)
    stale = call(who, method, address, body, version=revision.version + 7)

    assert (missing.status_code, stale.status_code) == (428, 412)
    assert (stale.json()["current"]["title"], stale.json()["current"]["version"]) == ("Cuckooing", revision.version)
    assert Revision.objects.get().version == revision.version


def test_writes_carry_an_idempotency_key_and_have_one_effect(client, sign_in, call, people):
    body = {"slug": "cuckooing", "words": WORDS}
    without = sign_in(client, people.trainer).post(
        f"{API}/manual/pages", json.dumps(body), content_type="application/json"
    )
    key = str(uuid.uuid4())

    answers = [call(people.trainer, "post", "/manual/pages", body, key=key) for _ in range(2)]

    assert without.status_code == 428
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Page.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"slug": "x"},
        {"slug": "x", "words": WORDS, "state": "LIVE"},
        {"slug": "x", "words": WORDS | {"html": "<b>"}},
        {"slug": "x", "words": WORDS | {"sources": [{"title": "a", "year": 2014, "url": "x"}]}},
        {"slug": "Not Good", "words": WORDS},
        {"slug": "x", "words": WORDS | {"topics": ["gossip"]}},
        {"slug": "x", "words": WORDS | {"title": ""}},
        {"slug": "x", "words": WORDS | {"markdown": "[a](javascript:x)"}},
        {"slug": "x", "words": WORDS | {"markdown": "[" * 60_000}},
        {"slug": "x", "words": WORDS | {"checked_on": "yesterday"}},
        {"slug": "x", "words": WORDS | {"title": "nul \u0000"}},
        {"slug": "x", "words": WORDS | {"keywords": ["nul \u0000"]}},
    ],
)
def test_what_cannot_be_taken_is_refused(call, people, body):
    answer = call(people.trainer, "post", "/manual/pages", body)

    assert (answer.status_code, Page.objects.count()) == (422, 0)
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("who", "method", "press", "status"),
    [
        ("officer", "put", "", 404),
        ("lead", "put", "", 403),
        ("outsider", "put", "", 404),
        ("officer", "post", "/submit", 404),
        ("trainer", "post", "/approve", 403),
        ("trainer", "post", "/publish", 409),
        ("lead", "post", "/publish", 403),
        ("trainer", "post", "/return", 403),
        ("lead", "post", "/approve", 409),
    ],
)
def test_refusals_by_role(call, people, stages, who, method, press, status):
    draft = stages.draft()
    body = {"": WORDS, "/approve": {}, "/return": {"reason": "x"}}.get(press)

    answer = call(getattr(people, who), method, f"/manual/revisions/{draft.id}{press}", body, version=1)

    assert (answer.status_code, Revision.objects.get().version) == (status, 1)


def test_a_revision_says_what_is_missing_and_what_one_may_do(read, people, stages):
    revision = stages.approve(stages.in_review(), people.lead)

    answer = read(people.approver, f"/manual/revisions/{revision.id}").json()

    assert (answer["missing"], answer["may"], answer["state"]) == (
        ["a partner approval"],
        ["approve", "send_back"],
        "IN_REVIEW",
    )


def test_the_glossary_has_a_meaning_per_agency(read, people, now):
    words = TermWords("safe", "Safe", "", "A judgement.", {"POLICE": "Nobody in danger now."}, ("seen safe",))
    put_glossary(actor=people.trainer, terms=[words], synonyms=[], now=now)

    assert read(people.officer, "/glossary").json() == {
        "total": 1,
        "terms": [
            {
                "slug": "safe",
                "term": "Safe",
                "expansion": "",
                "meaning": "A judgement.",
                "meanings": [{"agency": "POLICE", "meaning": "Nobody in danger now."}],
                "synonyms": ["seen safe"],
                "version": 1,
                "url": "/glossary/safe",
            }
        ],
    }
    assert read(people.outsider, "/glossary").json() == {"total": 0, "terms": []}


def test_lists_take_the_same_queries_for_one_and_for_three(read, people, stages, count_queries):
    def counts():
        return [
            count_queries(lambda a=a: read(people.officer, a)) for a in ("/manual/pages", "/manual/pages/one/revisions")
        ]

    stages.live(slug="one")
    counts()
    with_one = counts()
    for slug in ("two", "three"):
        stages.live(slug=slug)

    assert counts() == with_one
