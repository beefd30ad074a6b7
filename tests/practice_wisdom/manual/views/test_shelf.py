import re
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from backend.identity.models import Person
from backend.pwa import drawn
from practice_wisdom.manual.models import Bookmark, FollowedPage, FollowedTopic, ReadingMark
from practice_wisdom.manual.operations import shelf as operations
from practice_wisdom.manual.operations.requirements import ask_to_read
from practice_wisdom.manual.operations.revisions import start_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish_again(people, stages, now):
    def _publish():
        draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
        return stages.publish(stages.approve(stages.submitted(draft)))

    return _publish


@pytest.fixture
def ask(people, now):
    def _ask(slug="cuckooing"):
        return ask_to_read(
            actor=people.trainer, slug=slug, number=1, organisation_kinds=["POLICE"], roles=[],
            by=now.date() + timedelta(days=5), asks_again=True, now=now,
        )  # fmt: skip

    return _ask


def seen(client, address="/manual/cuckooing"):
    return client.get(address).content.decode()


def press(client, page, words, **sent):
    """Sends the form whose button reads like this, as a browser without scripts does."""
    forms = re.findall(r'<form method="post" action="([^"]+)".*?</form>', page, re.DOTALL)
    blocks = re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL)
    block = next(block for block in blocks if re.search(rf">{words}\s*<", block))
    action = forms[blocks.index(block)]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', block))
    button = re.search(r'<button[^>]*?(?:name="(\w+)" value="(\w+)")?>' + words, block)
    chosen = {button[1]: button[2]} if button and button[1] else {}
    return client.post(action, fields | chosen | sent)


def test_one_tap_keeps_a_page_and_another_takes_it_off(client, people, sign_in, stages):
    stages.live()
    sign_in(client, people.officer)

    answer = press(client, seen(client), "Keep on my shelf")
    assert (answer.status_code, answer.url, Bookmark.objects.count()) == (302, "/manual/cuckooing#shelf", 1)
    assert "Cuckooing" in seen(client, "/manual/shelf")

    assert press(client, seen(client, "/manual/shelf"), "Take off").url == "/manual/shelf"
    assert Bookmark.objects.count() == 0


def test_a_page_and_a_topic_are_followed_from_where_one_reads(client, people, sign_in, stages):
    stages.live()
    sign_in(client, people.officer)

    press(client, seen(client), "Follow")
    answer = press(client, seen(client, "/manual/"), "Follow")

    assert answer.url == "/manual/#adults-at-risk"
    assert (FollowedPage.objects.count(), FollowedTopic.objects.get().topic) == (1, "adults-at-risk")
    assert seen(client, "/manual/shelf").count("Stop following") == 2

    press(client, seen(client), "Stop following")
    press(client, seen(client, "/manual/"), "Stop following")
    assert (FollowedPage.objects.count(), FollowedTopic.objects.count()) == (0, 0)


def test_the_reading_is_kept_and_what_changed_is_said_once(client, people, sign_in, stages, publish_again):
    stages.live()
    sign_in(client, people.officer)
    assert "Changed since" not in seen(client)
    ReadingMark.objects.update(read_at="2026-11-03T10:00:00Z")
    publish_again()

    page = seen(client)
    assert re.search(r"Changed since you last read it on <time[^>]+>3 November 2026</time>", page)
    address = re.search(r'href="(/manual/cuckooing/compare[^"]+)">see what changed', page)[1].replace("&amp;", "&")
    assert client.get(address).status_code == 200
    assert "Changed since" in seen(client)

    ReadingMark.objects.update(read_at="2026-11-03T11:00:00Z")
    assert "Changed since" not in seen(client)


@pytest.mark.parametrize("ask_for", ["head", "post", "api"])
def test_only_opening_the_page_is_reading_it(client, people, sign_in, stages, ask_for):
    stages.live()
    sign_in(client, people.officer)

    if ask_for == "head":
        client.head("/manual/cuckooing")
    elif ask_for == "post":
        client.post("/manual/cuckooing/verdict", {"number": "x"})
    else:
        client.get("/api/v1/manual/pages/cuckooing")

    assert not ReadingMark.objects.exists()


def test_reading_goes_on_when_nothing_can_be_written(client, people, sign_in, stages, monkeypatch):
    stages.live()

    def broken(mark):
        raise DatabaseError("locked")

    monkeypatch.setattr(operations, "_write", broken)

    assert sign_in(client, people.officer).get("/manual/cuckooing").status_code == 200


def test_the_second_view_of_a_day_writes_nothing(client, people, sign_in, stages, count_queries):
    stages.live()
    sign_in(client, people.officer)
    seen(client)
    before = ReadingMark.objects.values().get()

    seen(client)

    assert ReadingMark.objects.values().get() == before


def test_the_first_page_has_bookmarks_then_what_was_read_then_topics(client, people, sign_in, stages):
    for slug in ("one", "two"):
        stages.live(slug=slug, title=f"Page {slug}")
    sign_in(client, people.officer)
    assert "Your shelf</a></h2>" not in seen(client, "/")
    press(client, seen(client, "/manual/one"), "Keep on my shelf")
    seen(client, "/manual/two")

    page = seen(client, "/")

    order = [page.index(words) for words in ('id="q"', ">Page one<", ">Page two<", ">Topics<")]
    assert order == sorted(order)
    assert page.count("own-lines__link") == 2


def test_what_is_to_be_read_stands_on_the_first_page(client, people, sign_in, stages, ask):
    stages.live(slug="one", title="Page one")
    stages.live(slug="two", title="Page two")
    sign_in(client, people.officer)
    ask("one")
    assert ">Page one</a></p>" in seen(client, "/")
    ask("two")
    assert "2 pages to read</a>, the first by" in seen(client, "/")

    assert "to read" not in seen(sign_in(Client(), people.nurse), "/")


@pytest.mark.parametrize("address", ["/", "/manual/", "/manual/cuckooing", "/manual/shelf"])
def test_nobody_sees_anything_of_anothers_shelf(people, sign_in, stages, ask, address):
    stages.live()
    ask()
    officer, nurse = sign_in(Client(), people.officer), sign_in(Client(), people.nurse)
    before = visible(seen(nurse, address))
    press(officer, seen(officer), "Keep on my shelf")
    press(officer, seen(officer), "Follow")
    press(officer, seen(officer, "/manual/"), "Follow")
    press(officer, seen(officer), "I have read and understood this")

    own, theirs = visible(seen(officer, address)), visible(seen(nurse, address))

    assert theirs == before
    assert own != theirs


def visible(page):
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r'(value|nonce|datetime)="[^"]*"', "", main)


def test_what_is_drawn_for_many_holds_no_line_of_one(people, sign_in, stages, ask, publish_again, monkeypatch):
    drawn._drawn.cache_clear()
    drawn._piece.cache_clear()
    kept, made = [], drawn.render_to_string
    monkeypatch.setattr(drawn, "render_to_string", lambda *given: kept.append(made(*given)) or kept[-1])
    stages.live(title="Kept page")
    ask()
    officer, nurse = sign_in(Client(), people.officer), sign_in(Client(), people.nurse)
    press(officer, seen(officer), "Keep on my shelf")
    ReadingMark.objects.update(read_at="2026-11-03T10:00:00Z")
    publish_again()
    pages = [seen(officer, address) for address in ("/manual/cuckooing", "/", "/manual/")]
    before = drawn._drawn.cache_info().misses

    for address in ("/manual/cuckooing", "/", "/manual/"):
        seen(nurse, address)

    assert drawn._drawn.cache_info().misses == before
    assert "3 November 2026" in pages[0]
    assert "own-lines__link" in pages[1]
    name = Person.objects.get(id=people.officer.person_id).name
    for words in ("Changed since", "own-lines", "To read by", name):
        assert [text for text in kept if words in text] == []


def test_whoever_lacks_a_second_step_has_no_buttons(client, people, sign_in, stages):
    stages.live()
    Person.objects.filter(id=people.sergeant.person_id).update(is_demo=False)
    sign_in(client, people.sergeant)

    page = seen(client) + seen(client, "/manual/")

    assert "Keep on my shelf" not in page
    assert ">Follow<" not in page
    for address in ("/manual/cuckooing/bookmark", "/manual/cuckooing/follow", "/manual/topics/adults-at-risk/follow"):
        assert client.post(address, {"on": "yes"}).status_code == 403


@pytest.mark.parametrize("what", ["cuckooing/bookmark", "cuckooing/follow", "topics/nothing/follow"])
@pytest.mark.parametrize("sent", [{}, {"on": "maybe"}, {"on": "yes", "back": "//evil.example"}, {"on": "yes"}])
def test_what_is_no_press_changes_nothing(client, people, sign_in, stages, what, sent):
    stages.live()
    who = people.outsider if sent == {"on": "yes"} else people.officer

    assert sign_in(client, who).post(f"/manual/{what}", sent).status_code == 404
    assert [model.objects.count() for model in (Bookmark, FollowedPage, FollowedTopic)] == [0, 0, 0]


def test_a_double_tap_is_one(client, people, sign_in, stages):
    stages.live()
    sign_in(client, people.officer)
    sent = {"on": "yes", "once": str(uuid.uuid4())}

    answers = [client.post("/manual/cuckooing/bookmark", sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Bookmark.objects.count() == 1


def test_an_empty_shelf_says_what_to_do(client, people, sign_in):
    page = seen(sign_in(client, people.officer), "/manual/shelf")

    assert "Press “Keep on my shelf” at the end of a page" in page
    assert "The last ten pages you read stand here." in page


def test_pages_take_the_same_queries_for_one_and_for_three(client, people, sign_in, stages, ask, count_queries):
    def fill(slug):
        stages.live(slug=slug)
        ask(slug)
        sign_in(client, people.officer)
        press(client, seen(client, f"/manual/{slug}"), "Keep on my shelf")
        press(client, seen(client, f"/manual/{slug}"), "Follow")

    def counts():
        for address in addresses:
            seen(client, address)
        return [count_queries(lambda address=address: client.get(address)) for address in addresses]

    addresses = ("/", "/manual/", "/manual/shelf", "/manual/one")
    fill("one")
    with_one = counts()
    fill("two")
    fill("three")

    assert counts() == with_one
