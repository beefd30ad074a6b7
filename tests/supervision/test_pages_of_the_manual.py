"""Pages of the real manual, attached to a record: found by name, shown as they are now, no business of the manual's."""

import pytest
from django.apps import apps

from backend.analytics.tally import tally
from backend.kernel.errors import Invalid, WrongMoment
from practice_wisdom.manual.operations.withdrawals import withdraw_page
from supervision.models import AttachedPage
from supervision.operations.attached_page import find_pages, take_out_page
from supervision.operations.retention import delete_what_is_due
from tests.practice_wisdom.conftest import Stages
from tests.supervision.operations.test_retention import MONTH, YEAR
from tests.supervision.test_guards import refused
from tests.supervision.views.conftest import Browser, browse, sergeant, socialworker, text_of  # noqa: F401 -- fixtures

CUCKOOING = "Cuckooing: a home taken over"


@pytest.fixture
def stages(people, now, settings):
    settings.SEARCH_ENGINE = "memory"
    return Stages(people, now)


@pytest.fixture
def manual_page(stages):
    stages.live(slug="missing", title="Missing people")
    return stages.live(title=CUCKOOING).page


@pytest.fixture
def record(pair):
    return pair.starts()


def key_of(manual_page):
    return f"manual.page:{manual_page.pk}"


def shown(pair, record, *, by=None):
    found = pair.opens(record, by=by or pair.socialworker).pages
    return [(line.title, line.url, line.is_withdrawn, line.can_read) for line in found]


def finds(pair, record, name):
    return [found.title for found in find_pages(actor=pair.sergeant, record_id=record.pk, name=name)]


def test_a_page_is_found_by_words_of_its_name(pair, record, manual_page, stages):
    stages.draft(slug="secret", title="Cuckooing, a draft")

    assert finds(pair, record, "taken cuck") == [CUCKOOING]
    assert finds(pair, record, "PEOPLE") == ["Missing people"]
    assert (finds(pair, record, "Care Act"), finds(pair, record, "%")) == ([], [])
    with pytest.raises(Invalid):
        finds(pair, record, "  ")


def test_it_is_shown_with_the_title_of_now(pair, record, manual_page, stages, people, now):
    from practice_wisdom.manual.operations.revisions import start_draft

    pair.attaches(record, key_of(manual_page))
    pair.writes(record, "Words", visibility="TWO_OF_US")
    pair.locks(pair.shares(record))
    assert shown(pair, record) == [(CUCKOOING, "/manual/cuckooing", False, True)]

    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    stages.publish(stages.approve(stages.submitted(stages.save(draft, title="When a home is taken over"))))

    assert shown(pair, record) == [("When a home is taken over", "/manual/cuckooing", False, True)]


def test_a_withdrawn_page_says_so_and_is_attached_no_more(pair, record, manual_page, people, now):
    pair.attaches(record, key_of(manual_page))

    manual_page.refresh_from_db()
    number = manual_page.live_revision.number
    withdraw_page(actor=people.trainer, slug="cuckooing", number=number, reason="It was replaced.", now=now)

    assert shown(pair, record) == [(CUCKOOING, "/manual/cuckooing", True, True)]
    assert finds(pair, record, "cuckooing") == []
    with pytest.raises(Invalid):
        pair.attaches(pair.starts(), key_of(manual_page))


def test_whoever_may_not_read_the_page_learns_nothing_of_it(pair, record, manual_page, people):
    from dataclasses import replace

    pair.attaches(record, key_of(manual_page))
    elsewhere = replace(pair.socialworker, partnership_id=people.outsider.partnership_id)

    assert shown(pair, record, by=elsewhere) == [("", "", False, False)]
    (line,) = pair.opens(record, by=elsewhere).pages
    assert line.page_key == ""


@pytest.mark.parametrize(
    "key", ["manual.page:0", "manual.page:x", "manual.revision:1", "supervision.record:1", "", ":"]
)
def test_what_is_no_page_is_not_attached(pair, record, manual_page, key):
    with pytest.raises(Invalid):
        pair.attaches(record, key)

    assert AttachedPage.objects.count() == 0


def test_a_draft_is_not_attached(pair, record, stages):
    with pytest.raises(Invalid):
        pair.attaches(record, key_of(stages.draft(slug="secret", title="Secret").page))


def test_a_page_is_attached_once_and_only_while_the_record_is_open(pair, record, manual_page):
    attached = pair.attaches(record, key_of(manual_page))
    with pytest.raises(WrongMoment):
        pair.attaches(record, key_of(manual_page), by=pair.socialworker)
    pair.writes(record, "Words", visibility="TWO_OF_US")
    record = pair.shares(record)
    take_out_page(actor=pair.socialworker, attached_page_id=attached.pk, now=pair.now)
    record.refresh_from_db()
    assert (record.state, AttachedPage.objects.count()) == ("DRAFT", 0)

    kept = pair.attaches(record, key_of(manual_page))
    pair.locks(pair.shares(record))

    with pytest.raises(WrongMoment):
        take_out_page(actor=pair.sergeant, attached_page_id=kept.pk, now=pair.now)
    rows = AttachedPage.objects.filter(pk=kept.pk)
    refused(lambda: rows.update(sealed_key=b"x"))
    refused(lambda: rows._raw_delete("default"))


def test_which_page_it_is_stands_nowhere_in_the_open_and_the_manual_keeps_nothing(pair, record, manual_page):
    manual = [model for app in ("manual", "analytics", "search") for model in apps.get_app_config(app).get_models()]
    before = {model: sorted(map(str, model.objects.values_list())) for model in manual}

    finds(pair, record, "cuckooing")
    attached = pair.attaches(record, key_of(manual_page))
    shown(pair, record)
    tally.forget()

    assert {model: sorted(map(str, model.objects.values_list())) for model in manual} == before
    assert b"manual" not in bytes(attached.sealed_key)


def test_it_goes_with_the_words_of_who_attached_it(pair, record, manual_page, now):
    pair.attaches(record, key_of(manual_page))
    pair.writes(record, "Words", visibility="TWO_OF_US")
    pair.locks(pair.shares(record))

    delete_what_is_due(now=now + YEAR)
    assert AttachedPage.objects.count() == 1
    delete_what_is_due(now=now + 2 * YEAR + MONTH)

    assert (AttachedPage.objects.count(), shown(pair, record)) == (0, [])


# -- on screen --------------------------------------------------------------------------------------------------------


def test_a_page_is_found_attached_and_taken_out_without_scripts(pair, record, manual_page, sergeant, socialworker):  # noqa: F811
    found = sergeant.presses("supervision_find_pages", record.pk, words="cuckooing")
    assert (found.status_code, CUCKOOING in text_of(found)) == (200, True)

    attached = sergeant.presses("supervision_attach_page", record.pk, page_key=key_of(manual_page))
    there = text_of(socialworker.client.get(attached.url))
    assert (attached.url.endswith("#pages"), f'href="/manual/cuckooing">{CUCKOOING}' in there) == (True, True)
    socialworker.presses("supervision_take_out_page", record.pk, AttachedPage.objects.get().pk)

    assert CUCKOOING not in sergeant.words_on("supervision_record", record.pk)


def test_nothing_typed_and_nothing_found_say_what_to_do(record, manual_page, sergeant):  # noqa: F811
    empty = sergeant.presses("supervision_find_pages", record.pk, words="")
    nothing = sergeant.presses("supervision_find_pages", record.pk, words="zebra")

    assert (empty.status_code, "Write a word of its name." in text_of(empty)) == (422, True)
    assert (nothing.status_code, "Try fewer of them." in text_of(nothing), "zebra" in text_of(nothing)) == (
        200,
        True,
        True,
    )


def test_a_page_attached_twice_says_so_on_the_record(pair, record, manual_page, sergeant):  # noqa: F811
    pair.attaches(record, key_of(manual_page))

    again = sergeant.presses("supervision_attach_page", record.pk, page_key=key_of(manual_page))

    assert (again.status_code, "This page is attached already." in text_of(again)) == (409, True)


def test_a_page_you_cannot_read_is_named_so(pair, record, manual_page, sergeant):  # noqa: F811
    pair.attaches(record, key_of(manual_page))
    type(manual_page).objects.filter(pk=manual_page.pk).update(live_revision=None, checked_on=None, review_by=None)

    assert "A page you cannot read" in sergeant.words_on("supervision_record", record.pk)
