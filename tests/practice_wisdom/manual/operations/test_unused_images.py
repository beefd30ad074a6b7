"""Images that nothing shows any more go after 30 days; one that any revision, draft or kept text names never goes."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture

from backend.audit.models import Entry
from backend.embedded.duties import duties_of_apps
from practice_wisdom.manual.arrivals import read_arrivals
from practice_wisdom.manual.models import Image
from practice_wisdom.manual.operations.images import add_image, forget_unused_images
from practice_wisdom.manual.operations.imports import keep_import
from practice_wisdom.manual.operations.kept_texts import drop_text, keep_text
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.withdrawals import withdraw_page
from tests.practice_wisdom.conftest import BODY
from tests.practice_wisdom.manual.brought import page_file

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=31)


@pytest.fixture
def add(people, now):
    def _add(who="trainer", colour="red"):
        out = BytesIO()
        Picture.new("RGB", (80, 60), colour).save(out, "PNG")
        return add_image(
            actor=getattr(people, who), data=out.getvalue(), name="a.png", alternative_text="The gate", now=now
        )

    return _add


@pytest.fixture
def months_later(now):
    """The duty comes round: once to see that it is unused, once when the time is over."""

    def _months_later():
        return [forget_unused_images(now=now + MONTH), forget_unused_images(now=now + 2 * MONTH)]

    return _months_later


def shown(image):
    return f"{BODY}\n\n![The gate]({image.url})"


def test_what_nothing_shows_goes_after_thirty_days_and_not_before(add, now):
    image = add()

    done = [forget_unused_images(now=now + timedelta(days=days)) for days in (0, 29, 30, 30.1)]

    assert done == [0, 0, 0, 1]
    assert Image.objects.count() == 0
    entry = Entry.objects.get(verb="ERASE")
    assert (entry.key, entry.reason, entry.actor_person_id) == (
        f"manual.image:{image.id}",
        "unused image deleted",
        None,
    )


@pytest.mark.parametrize("how", ["draft", "in review", "live", "superseded", "withdrawn", "kept text", "import"])
def test_what_anything_shows_stays(people, stages, add, months_later, now, words, how):
    image = add()
    body = shown(image)
    if how in ("superseded", "withdrawn"):
        stages.live(body=body)
    if how == "superseded":
        draft = stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), body=BODY)
        stages.publish(stages.approve(stages.submitted(draft)))
    if how == "withdrawn":
        withdraw_page(actor=people.trainer, slug="cuckooing", number=1, reason="Wrong.", now=now)
    if how == "kept text":
        draft = stages.draft()
        keep_text(actor=people.trainer, revision_id=draft.id, words=words(body=body), now=now)
    if how == "import":
        arrivals = read_arrivals(files=[("a.md", page_file(body=body))], today=now.date())
        keep_import(actor=people.trainer, arrivals=arrivals, now=now)
    if how in ("draft", "in review", "live"):
        {"draft": stages.draft, "in review": stages.in_review, "live": stages.live}[how](body=body)

    assert months_later() == [0, 0]
    assert Image.objects.get().unused_since is None


def test_the_month_begins_when_it_is_taken_out(people, stages, add, now):
    image = add()
    draft = stages.draft(body=shown(image))
    assert forget_unused_images(now=now + MONTH) == 0
    stages.save(draft, body=BODY)

    done = [forget_unused_images(now=now + MONTH + timedelta(days=days)) for days in (0, 30, 30.1)]

    assert done == [0, 0, 1]


@pytest.mark.parametrize("how", ["shown again", "added again"])
def test_whoever_wants_it_again_in_time_keeps_it(people, stages, add, now, how):
    image = add()
    forget_unused_images(now=now)
    if how == "shown again":
        stages.draft(body=shown(image))
    else:
        add()

    assert forget_unused_images(now=now + MONTH) == 0
    assert Image.objects.count() == 1


def test_a_late_text_that_is_thrown_away_frees_its_image(people, stages, add, months_later, words, now):
    image = add()
    draft = stages.draft()
    kept = keep_text(actor=people.trainer, revision_id=draft.id, words=words(body=shown(image)), now=now)
    assert months_later() == [0, 0]

    drop_text(actor=people.trainer, revision_id=draft.id, kept_id=kept.id, now=now)

    assert months_later() == [0, 1]


def test_the_same_image_of_another_partnership_is_another_image(people, stages, add, months_later):
    ours, theirs = add(), add("outsider")
    assert ours.digest == theirs.digest
    stages.live(body=shown(ours))

    assert months_later() == [0, 1]

    assert list(Image.objects.values_list("id", flat=True)) == [ours.id]


def test_no_content_is_read_and_the_queries_are_the_same_for_any_number(add, now):
    counts = []
    for colours in (["red"], ["green", "blue"]):
        for colour in colours:
            add(colour=colour)
        with CaptureQueriesContext(connection) as queries:
            forget_unused_images(now=now)
        counts.append(len(queries))
        assert [query for query in queries if '"manual_image"."content"' in query["sql"]] == []

    assert counts[0] == counts[1]


def test_the_worker_has_the_duty():
    assert "forget unused images" in {duty.name for duty in duties_of_apps()}
