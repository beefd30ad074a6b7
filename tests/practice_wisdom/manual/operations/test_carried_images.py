"""Images leave with the pages that show them and come back made anew, under the address that is named. (C25, C26)"""

import io
import zipfile
from io import BytesIO

import pytest
from PIL import Image as Picture

from practice_wisdom.manual.arrivals import read_arrivals
from practice_wisdom.manual.models import Image, Revision
from practice_wisdom.manual.operations.exports import export_manual
from practice_wisdom.manual.operations.images import add_image
from practice_wisdom.manual.operations.imports import (
    NO_IMAGES,
    NOT_SHOWN,
    ask_for_drafts,
    keep_import,
    make_drafts_asked_for,
    pages_of,
)
from practice_wisdom.manual.words import alternative_texts, image_address, image_file
from tests.practice_wisdom.conftest import BODY
from tests.practice_wisdom.manual.brought import page_file

pytestmark = pytest.mark.django_db

CANARY = b"canary4711quill"
DIGEST = "0123456789abcdef" * 2
ADDRESS = image_address(DIGEST)
SHOWS_IT = page_file(body=f"{BODY}\n\n![The \\[side\\] gate]({ADDRESS})")


def picture(kind="WEBP", *, colour="red", hidden=b""):
    out = BytesIO()
    Picture.new("RGB", (80, 60), colour).save(out, kind, **({"xmp": hidden} if hidden else {}))
    return out.getvalue() + hidden


@pytest.fixture
def add(people, now):
    def _add(colour):
        data = picture("PNG", colour=colour)
        return add_image(actor=people.trainer, data=data, name="a.png", alternative_text="A gate", now=now)

    return _add


def taken_out(actor, now, **options):
    data = export_manual(actor=actor, partnership_id=actor.partnership_id, now=now, **options)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return data, {name: archive.read(name) for name in archive.namelist()}


def bring_in(actor, files, now):
    brought = keep_import(actor=actor, arrivals=read_arrivals(files=files, today=now.date()), now=now)
    ask_for_drafts(actor=actor, import_id=brought.id, now=now)
    make_drafts_asked_for(now=now)
    return brought


def test_a_page_and_its_image_come_to_a_partnership_that_has_neither(client, sign_in, people, stages, add, now):
    image = add("red")
    body = f"{BODY}\n\n![The gate]({image.url})"
    stages.live(body=body)
    data, files = taken_out(people.trainer, now)
    assert files[image_file(image.digest)] == bytes(image.content)

    bring_in(people.outsider, [("manual.zip", data)], now)

    there = people.outsider.partnership_id
    assert Revision.objects.get(page__partnership_id=there).body == body
    theirs = Image.objects.get(partnership_id=there)
    assert (theirs.digest, theirs.alternative_text) == (image.digest, "The gate")
    answer = sign_in(client, people.outsider).get(image.url)
    assert (answer.status_code, Picture.open(BytesIO(answer.content)).size) == (200, (80, 60))


def test_only_images_that_the_pages_show_leave(people, stages, add, now):
    shown, drafted, spare = map(add, ("red", "blue", "green"))
    stages.live(body=f"{BODY}\n\n![One]({shown.url})")
    stages.draft(slug="secret", body=f"{BODY}\n\n![Two]({drafted.url})")

    for options, expected in (({}, {shown}), ({"drafts": True}, {shown, drafted})):
        _, files = taken_out(people.trainer, now, **options)
        assert {name for name in files if "images/" in name} == {image_file(one.digest) for one in expected}
    assert spare not in expected


def test_what_is_hidden_in_an_image_stays_behind(people, now):
    hostile = picture(hidden=CANARY)

    bring_in(people.trainer, [("manual/a.md", SHOWS_IT), (image_file(DIGEST), hostile)], now)

    stored = Image.objects.get(digest=DIGEST)
    assert CANARY in hostile
    assert CANARY not in bytes(stored.content)
    assert stored.alternative_text == "The [side] gate"


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", picture("PNG"), b"<svg onload=alert(1)>", picture()[:-40], b"MZ" + bytes(100), bytes(150_001)],
    ids=["empty", "cut", "another kind", "svg", "damaged", "program", "too large"],
)
def test_what_is_no_such_image_brings_its_page_nowhere(people, now, data):
    brought = bring_in(people.trainer, [("manual/a.md", SHOWS_IT), (image_file(DIGEST), data)], now)

    lines = dict(brought.pages.values_list("file", "refusal"))
    assert lines.pop("manual/a.md") == NO_IMAGES
    assert all(lines.values())
    assert (Image.objects.count(), Revision.objects.count()) == (0, 0)


def test_an_image_that_no_page_shows_is_left_out(people, now):
    brought = bring_in(people.trainer, [("manual/a.md", page_file()), (image_file(DIGEST), picture())], now)

    assert list(brought.pages.values_list("file", "outcome", "reason")) == [
        (image_file(DIGEST), "SKIPPED", NOT_SHOWN),
        ("manual/a.md", "NEW", ""),
    ]
    assert not Image.objects.exists()


def test_what_is_here_under_that_address_stays(people, add, now):
    image = add("red")
    shows = page_file(body=f"{BODY}\n\n![The gate]({image.url})")

    bring_in(people.trainer, [("manual/a.md", shows), (image_file(image.digest), picture(colour="blue"))], now)

    assert bytes(Image.objects.get().content) == bytes(image.content)


@pytest.mark.parametrize(
    "shows",
    [f"![A [side] gate]({ADDRESS})", f"![The gate][1]\n\n[1]: {ADDRESS}", f"`![ ]({ADDRESS})`"],
    ids=["brackets", "by reference", "told how"],
)
def test_however_a_page_names_it_the_image_comes(people, now, shows):
    brought = bring_in(
        people.trainer, [("a.md", page_file(body=f"{BODY}\n\n{shows}")), (image_file(DIGEST), picture())], now
    )

    assert list(brought.pages.values_list("file", "outcome", "reason")) == [("a.md", "NEW", "")]
    assert Image.objects.get().alternative_text == "Cuckooing"


@pytest.mark.parametrize("hostile", ["![" * 100_000, "![a" * 60_000, "!" + "\\[" * 90_000])
def test_a_text_of_nothing_but_beginnings_is_read_in_one_pass(hostile):
    assert alternative_texts(hostile) == {}


def test_looking_at_what_would_come_keeps_no_image(people, now):
    files = [("manual/a.md", SHOWS_IT), (image_file(DIGEST), picture())]

    found = pages_of(actor=people.trainer, arrivals=read_arrivals(files=files, today=now.date()))

    [page] = found
    assert (page.file, page.refusal, page.notes) == ("manual/a.md", "", ["1 image it shows will be added."])
    assert not Image.objects.exists()
