import re
import uuid

import pytest
from django.conf import settings as site
from django.core.serializers import serialize
from django.test import Client

from backend.audit.models import Entry
from backend.identity.models import Membership, Person
from backend.receipts.models import Receipt
from practice_wisdom.manual.models import Verdict
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.verdicts import give_verdict

pytestmark = pytest.mark.django_db

CANARY = "canary4711quill"
ADDRESS = "/manual/cuckooing/verdict"
LOG = site.LOG_DIR / "alongside.jsonl"


def tap(answer, **changes):
    return {"number": 1, "helpful": answer, "reason": "", "once": str(uuid.uuid4())} | changes


def said():
    return list(Verdict.objects.order_by("id").values_list("person_id", "helpful", "reason"))


def section(page):
    found = re.search(r'<section id="verdict".*?</section>', page, re.DOTALL)
    return found and found[0]


def test_nobody_says_anything_without_signing_in(client, stages):
    stages.live()

    assert client.post(ADDRESS, tap("yes")).status_code == 401
    assert said() == []


def test_nobody_elsewhere_says_anything_and_cannot_tell(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.outsider)

    answers = [client.post(address, tap("no")) for address in (ADDRESS, "/manual/no-such-page/verdict")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (said(), Entry.objects.filter(key__startswith="manual.verdict").count()) == ([], 0)


def test_a_verdict_is_a_press(client, sign_in, people, stages):
    stages.live()

    assert sign_in(client, people.officer).get(ADDRESS).status_code == 405


def test_one_tap_then_a_reason_only_if_wanted(client, sign_in, people, stages):
    stages.live()
    before = sign_in(client, people.officer).get("/manual/cuckooing").content.decode()
    assert re.findall(r'name="helpful" value="(\w+)"', section(before)) == ["yes", "no"]
    assert "<textarea" not in section(before)

    tapped = client.post(ADDRESS, tap("no"), follow=True)

    page = tapped.content.decode()
    assert tapped.redirect_chain == [("/manual/cuckooing#verdict", 302)]
    assert "Thank you." in page
    assert "You said: not helpful" in section(page)
    assert "Say why (optional)" in section(page)
    assert "Write no names and no case details." in section(page)
    # Save keeps the answer, the other button turns it round.
    assert re.findall(r'name="helpful" value="(\w+)"', section(page)) == ["no", "yes"]

    page = client.post(ADDRESS, tap("no", reason="The <b>number</b> is old."), follow=True).content.decode()

    assert "The &lt;b&gt;number&lt;/b&gt; is old.</textarea>" in section(page)
    assert said() == [(people.officer.person_id, False, "The <b>number</b> is old.")]


def test_a_second_tap_changes_the_one_verdict(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.officer)

    pages = [client.post(ADDRESS, tap(answer), follow=True).content.decode() for answer in ("no", "yes", "yes")]

    assert [re.search(r"You said: (.*?)[.<]", page)[1] for page in pages] == ["not helpful", "helpful", "helpful"]
    assert said() == [(people.officer.person_id, True, "")]


def test_a_double_tap_is_one_press(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.officer)
    data = tap("no")

    answers = [client.post(ADDRESS, data) for _ in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/manual/cuckooing#verdict")] * 2
    assert Entry.objects.filter(key__startswith="manual.verdict").count() == 1


def test_what_one_reader_said_is_on_nobody_elses_page(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.officer).post(ADDRESS, tap("no", reason=CANARY))
    assert CANARY in client.get("/manual/cuckooing").content.decode()

    for who in ("sergeant", "nurse", "trainer"):
        page = sign_in(client, getattr(people, who)).get("/manual/cuckooing").content.decode()
        assert (CANARY in page, "You said" in page) == (False, False)


def test_words_for_a_page_that_was_replaced_meanwhile_come_back(client, sign_in, people, stages, now):
    stages.live()
    stages.publish(stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now))))

    answer = sign_in(client, people.officer).post(ADDRESS, tap("no", reason="Two words."))

    page = answer.content.decode()
    assert (answer.status_code, said()) == (409, [])
    assert "Another revision of this page is live now." in page
    assert "Two words.</textarea>" in page


@pytest.mark.parametrize(
    ("reason", "message"), [("b" * 501, "Use 500 characters or fewer."), ("b\x00b", "Null characters are not allowed.")]
)
def test_a_reason_that_cannot_be_taken_comes_back(client, sign_in, people, stages, reason, message):
    stages.live()

    answer = sign_in(client, people.officer).post(ADDRESS, tap("no", reason=reason))

    page = answer.content.decode()
    assert (answer.status_code, said()) == (422, [])
    assert f'<a href="#verdict_reason">Why: {message}</a>' in page
    assert 'class="govuk-details" open' in section(page)
    assert reason in section(page)
    # Saving the shorter words says the same as before.
    assert 'name="helpful" value="no">Save' in section(page)


@pytest.mark.parametrize("changes", [{"helpful": "perhaps"}, {"helpful": ""}, {"number": ""}, {"number": "x"}])
def test_a_press_without_an_answer_changes_nothing(client, sign_in, people, stages, changes):
    stages.live()

    assert sign_in(client, people.officer).post(ADDRESS, tap("no", **changes)).status_code == 422
    assert said() == []


def test_whoever_lacks_a_second_step_is_not_asked(client, sign_in, people, stages):
    stages.live()
    Person.objects.update(is_demo=False)

    page = sign_in(client, people.lead).get("/manual/cuckooing").content.decode()

    assert "Your role needs a second sign-in step." in page
    assert section(page) is None
    assert (client.post(ADDRESS, tap("no")).status_code, said()) == (403, [])


def test_the_question_is_not_printed(client, sign_in, people, stages):
    stages.live()

    page = sign_in(client, people.officer).get("/manual/cuckooing").content.decode()

    assert re.search(r'<section id="verdict"[^>]* data-no-print>', page)
    assert page.index("</article>") < page.index('<section id="verdict"')


def test_it_works_with_the_token_of_the_page(people, sign_in, stages):
    stages.live()
    client = sign_in(Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"}), people.officer)
    form = section(client.get("/manual/cuckooing").content.decode())
    data = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))

    assert client.post(ADDRESS, {**data, "helpful": "yes"}).status_code == 302
    assert said() == [(people.officer.person_id, True, "")]


@pytest.mark.parametrize("breaks", [False, True])
def test_a_reason_is_in_no_log_no_trail_and_no_receipt(client, sign_in, people, stages, monkeypatch, breaks):
    stages.live()
    sign_in(client, people.officer)
    client.raise_request_exception = False
    began = LOG.stat().st_size if LOG.exists() else 0
    if breaks:
        monkeypatch.setattr("practice_wisdom.manual.operations.verdicts.audit.record", _broken)

    answers = [client.post(ADDRESS, tap("no", reason=words)).status_code for words in (CANARY, CANARY * 50)]

    written = LOG.read_text(encoding="utf-8")[began:]
    assert (answers, len(said())) == (([500, 422], 0) if breaks else ([302, 422], 1))
    assert "manual/<slug:slug>/verdict" in written
    assert CANARY not in written
    assert CANARY not in serialize("json", [*Entry.objects.all(), *Receipt.objects.all()])


def _broken(**facts):
    raise RuntimeError("the trail is full")


@pytest.fixture
def unhelpful(people, stages, now):
    stages.live(title="Cuckooing & more")
    for who, helpful, reason in (("officer", False, "Old <i>number</i>."), ("nurse", False, ""), ("lead", True, "x")):
        give_verdict(actor=getattr(people, who), slug="cuckooing", number=1, helpful=helpful, reason=reason, now=now)


def desk_section(client):
    page = client.get("/manual/desk").content.decode()
    return page.partition("Found unhelpful</h2>")[2].partition("</section>")[0]


def test_curators_see_how_many_and_why(client, sign_in, people, unhelpful):
    found = desk_section(sign_in(client, people.trainer))

    assert "2 of 3 found it unhelpful" in found
    assert "<li>Old &lt;i&gt;number&lt;/i&gt;.</li>" in found
    assert 'href="/manual/cuckooing">Cuckooing &amp; more</a>' in found
    assert 'action="/manual/cuckooing/draft"' in found


@pytest.mark.parametrize("who", ["trainer", "approver"])
def test_the_desk_names_nobody(client, sign_in, people, unhelpful, who):
    found = desk_section(sign_in(client, getattr(people, who)))

    memberships = Membership.objects.select_related("person", "organisation")
    names = {text for one in memberships for text in (one.person.name, one.person.email, one.job_title)}
    names |= {one.organisation.name for one in memberships}
    assert "found it unhelpful" in found
    assert [name for name in names if name in found] == []


@pytest.mark.parametrize("who", ["lead", "nurse", "outsider"])
def test_others_at_a_desk_see_nothing_of_it(client, sign_in, people, unhelpful, who):
    page = sign_in(client, getattr(people, who)).get("/manual/desk").content.decode()

    assert [words for words in ("found it unhelpful", "Old &lt;i&gt;") if words in page] == []


def test_a_draft_under_way_is_linked_instead(client, sign_in, people, unhelpful, now):
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)

    found = desk_section(sign_in(client, people.trainer))

    assert f'href="/manual/revisions/{draft.id}/"' in found
    assert "Start a new draft" not in found


def test_an_empty_desk_says_so(client, sign_in, people, stages):
    stages.live()

    page = sign_in(client, people.trainer).get("/manual/desk").content.decode()

    assert "Nothing waits on your desk" in page
    assert "Found unhelpful</h2>" not in page
