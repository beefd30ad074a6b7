"""Images belong to one partnership's manual, and pages show no others. (C20, C26)"""

from io import BytesIO

import pytest
from PIL import Image as Picture

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted
from practice_wisdom.manual.arrivals import read_arrivals
from practice_wisdom.manual.models import Image, Page, Revision
from practice_wisdom.manual.operations import images as operations
from practice_wisdom.manual.operations.images import add_image
from practice_wisdom.manual.operations.imports import NO_IMAGES, ask_for_drafts, keep_import, make_drafts_asked_for
from practice_wisdom.manual.queries.images import image_contents, image_to_show
from practice_wisdom.manual.queries.imports import import_to_read
from tests.practice_wisdom.conftest import BODY
from tests.practice_wisdom.manual.brought import page_file

pytestmark = pytest.mark.django_db


def png(colour="red"):
    out = BytesIO()
    Picture.new("RGB", (80, 60), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def add(people, now):
    def _add(who="trainer", *, data=None, name="gate.png", alternative_text="The side gate"):
        data = png() if data is None else data
        actor = getattr(people, who)
        return add_image(actor=actor, data=data, name=name, alternative_text=alternative_text, now=now)

    return _add


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("approver", None),
        ("outsider", None),
        ("lead", NotPermitted),
        ("nurse", NotPermitted),
        ("officer", NotPermitted),
    ],
)
def test_curators_add_images(add, who, refusal):
    if refusal is None:
        assert add(who).url.startswith("/manual/images/")
        return
    with pytest.raises(refusal):
        add(who)
    assert (Image.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"alternative_text": " \n"}, "alternative_text"),
        ({"alternative_text": "x" * 251}, "alternative_text"),
        ({"data": b"<svg onload=alert(1)>"}, "image"),
        ({"data": png()[:-30]}, "image"),
        ({"name": "gate.jpg"}, "image"),
        ({"name": "gate.html"}, "image"),
        ({"data": b""}, "image"),
    ],
)
def test_what_is_refused_leaves_nothing(add, facts, field):
    with pytest.raises(Invalid) as refused:
        add(**facts)

    assert set(refused.value.fields) == {field}
    assert (Image.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_same_image_is_stored_once_a_partnership(add, people):
    first, again, elsewhere = add(), add(alternative_text="Other words"), add("outsider")

    assert (first, first.digest) == (again, elsewhere.digest)
    assert Image.objects.count() == 2
    assert first.partnership_id != elsewhere.partnership_id


def test_a_manual_has_room_for_so_many(add, monkeypatch):
    monkeypatch.setattr(operations, "MOST_IMAGES", 1)
    add()

    with pytest.raises(Invalid, match="no room for more"):
        add(data=png("blue"))

    assert Image.objects.count() == 1


def test_only_its_own_partnership_sees_an_image(add, people):
    image = add()

    assert image_to_show(actor=people.officer, digest=image.digest) == image
    with pytest.raises(NotFound):
        image_to_show(actor=people.outsider, digest=image.digest)
    assert image_contents(partnership_id=people.outsider.partnership_id, digests=[image.digest]) == {}
    kept = image_contents(partnership_id=people.officer.partnership_id, digests=[image.digest])
    assert Picture.open(BytesIO(kept[image.digest])).format == "WEBP"


# -- on a page --------------------------------------------------------------------------------------------------------


def body_with(url, words="The side gate"):
    return f"## Do this now\n1. Go round.\n\n![{words}]({url})\n\n## Law and sources\n- Care Act 2014."


def test_a_page_shows_an_image_with_its_words_and_size(add, stages):
    image = add()

    draft = stages.draft(body=body_with(image.url))

    shown = f'<img alt="The side gate" height="60" loading="lazy" src="{image.url}" width="80">'
    assert shown in draft.html


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example/x.png",
        "//evil.example/x.png",
        "/manual/images/00000000000000000000000000000000.webp",
        "/account/logout/",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
    ],
)
def test_no_other_image_is_shown(add, stages, source):
    add()

    with pytest.raises(Invalid, match="cannot be shown") as refused:
        stages.draft(body=body_with(source))

    assert set(refused.value.fields) == {"body"}
    assert Page.objects.count() == 0


def test_an_image_of_another_partnership_is_refused(add, stages):
    theirs = add("outsider")

    with pytest.raises(Invalid, match="cannot be shown"):
        stages.draft(body=body_with(theirs.url))

    assert (Page.objects.count(), Revision.objects.count()) == (0, 0)


def test_an_image_without_words_is_refused(add, stages):
    image = add()
    draft = stages.draft()

    with pytest.raises(Invalid, match="Say in words what the image shows"):
        stages.save(draft, body=body_with(image.url, words=" "))

    assert Revision.objects.get().version == 1


def test_an_image_goes_live_and_into_the_next_draft(add, stages, people, now):
    from practice_wisdom.manual.operations.revisions import start_draft

    image = add()
    stages.live(body=body_with(image.url))

    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)

    assert image.url in draft.html


def test_a_page_with_images_comes_back_where_its_images_are_and_nowhere_else(people, stages, add, now):
    image = add()
    body = f"{BODY}\n\n![The gate]({image.url})"
    file = page_file(body=body)

    for who, expected in (("trainer", ("NEW", "")), ("outsider", ("SKIPPED", NO_IMAGES))):
        arrivals = read_arrivals(files=[("a.md", file)], today=now.date())
        brought = keep_import(actor=getattr(people, who), arrivals=arrivals, now=now)
        [line] = import_to_read(actor=getattr(people, who), import_id=brought.id).lines
        assert (str(line.outcome), line.reason) == expected
        ask_for_drafts(actor=getattr(people, who), import_id=brought.id, now=now)
    make_drafts_asked_for(now=now)

    assert list(Revision.objects.values_list("body", "page__partnership_id")) == [(body, people.trainer.partnership_id)]
