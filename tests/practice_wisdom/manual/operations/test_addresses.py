import threading

import pytest
from django.db import connection, connections

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.search.models import PendingChange
from backend.search.operations import drain
from backend.search.queries import search_for
from practice_wisdom.manual.models import FormerAddress, Page, Revision
from practice_wisdom.manual.operations import addresses
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.revisions import start_draft, start_page, submit_revision

pytestmark = pytest.mark.django_db


def facts():
    return [list(model.objects.order_by("id").values()) for model in (Page, FormerAddress, PendingChange, Revision)]


def where_all_are():
    return list(Page.objects.order_by("id").values_list("slug", flat=True)), dict(
        FormerAddress.objects.order_by("id").values_list("slug", "page__slug")
    )


@pytest.fixture
def move(people, now):
    def _move(slug, new_slug, who="trainer"):
        return change_address(actor=getattr(people, who), slug=slug, new_slug=new_slug, now=now)

    return _move


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("trainer", None), ("approver", None), ("officer", NotPermitted), ("lead", NotPermitted), ("nurse", NotPermitted),
     ("outsider", NotFound)],
)  # fmt: skip
def test_curators_change_addresses(people, stages, move, who, refusal):
    stages.live()
    before, trail = facts(), Entry.objects.count()

    if refusal is None:
        assert move("cuckooing", "taken-over", who).slug == "taken-over"
        assert where_all_are() == (["taken-over"], {"cuckooing": "taken-over"})
        return
    with pytest.raises(refusal):
        move("cuckooing", "taken-over", who)
    assert (facts(), Entry.objects.count()) == (before, trail)


def test_a_page_never_published_moves_for_those_who_prepare_it_only(stages, move):
    stages.draft()

    with pytest.raises(NotFound):
        move("cuckooing", "taken-over", "officer")
    move("cuckooing", "taken-over")

    assert where_all_are() == (["taken-over"], {"cuckooing": "taken-over"})


def test_what_changed_who_did_it_and_when_is_kept(people, stages, move, now):
    page = stages.live().page
    PendingChange.objects.all().delete()

    move("cuckooing", "taken-over")

    former = FormerAddress.objects.get()
    entry = Entry.objects.order_by("-seq").first()
    assert (former.left_at, former.left_by_id, former.partnership_id) == (
        now,
        people.trainer.membership_id,
        people.trainer.partnership_id,
    )
    assert (entry.verb, entry.key, entry.reason) == ("ALTER", f"manual.page:{page.id}", "address changed")
    assert list(PendingChange.objects.values_list("key", flat=True)) == [f"manual.page:{page.id}"]


def test_without_the_audit_row_nothing_changes(stages, move, monkeypatch):
    stages.live()
    before = facts()

    def fail(**_):
        raise RuntimeError("no room")

    monkeypatch.setattr(addresses, "record_page_change", fail)
    with pytest.raises(RuntimeError):
        move("cuckooing", "taken-over")

    assert facts() == before


@pytest.mark.parametrize("slug", ["", "Upper", "two words", "-x", "a" * 81, "desk", "new", "ü", "nul\0", "cuckooing"])
def test_what_cannot_be_the_new_address_is_refused_by_field(stages, move, slug):
    stages.live()
    before = facts()

    with pytest.raises(Invalid) as refusal:
        move("cuckooing", slug)

    assert (list(refusal.value.fields), facts()) == (["slug"], before)


@pytest.mark.parametrize("taken", ["mappa", "mappa-old"])
def test_no_page_takes_the_place_of_another(stages, move, taken):
    stages.live()
    stages.live(slug="mappa-old")
    move("mappa-old", "mappa")
    before = facts()

    with pytest.raises(Invalid) as refusal:
        move("cuckooing", taken)

    assert (list(refusal.value.fields), facts()) == (["slug"], before)


def test_two_pages_cannot_swap_addresses_over_a_third(stages, move):
    stages.live(slug="one")
    stages.live(slug="two")
    move("one", "three")

    with pytest.raises(Invalid):
        move("two", "one")

    assert where_all_are() == (["three", "two"], {"one": "three"})


def test_a_page_goes_back_to_its_own_former_address(stages, move):
    stages.live()
    move("cuckooing", "b")
    move("b", "c")

    move("c", "cuckooing")

    assert where_all_are() == (["cuckooing"], {"b": "cuckooing", "c": "cuckooing"})


def test_addresses_of_another_partnership_are_free(people, stages, words, move, now):
    start_page(actor=people.outsider, slug="theirs", joint=True, words=words(), now=now)
    move("theirs", "theirs-now", "outsider")
    stages.live()

    move("cuckooing", "theirs")
    move("theirs", "theirs-now")

    assert where_all_are()[0] == ["theirs-now", "theirs-now"]


def test_whoever_comes_second_is_told_where_it_is(stages, move):
    stages.live()
    move("cuckooing", "b")

    with pytest.raises(WrongMoment, match="It is at manual/b now"):
        move("cuckooing", "c", "approver")

    assert where_all_are() == (["b"], {"cuckooing": "b"})


def test_no_new_page_starts_at_a_former_address(stages, move):
    stages.live()
    move("cuckooing", "b")

    with pytest.raises(Invalid) as refusal:
        stages.draft(slug="cuckooing")

    assert (list(refusal.value.fields), Page.objects.count()) == (["slug"], 1)


def test_a_former_address_is_no_dead_link(people, stages, words, move, now):
    stages.live()
    move("cuckooing", "b")
    start_page(actor=people.outsider, slug="elsewhere", joint=True, words=words(), now=now)
    move("elsewhere", "elsewhere-now", "outsider")
    body = "## Do this now\n[a](page:{})\n\n## Law and sources\nb"
    links = {slug: stages.draft(slug=f"to-{slug}", body=body.format(slug)) for slug in ("cuckooing", "b", "elsewhere")}

    def submit(slug):
        return submit_revision(actor=people.trainer, revision_id=links[slug].id, version=1, now=now).state

    assert [submit("cuckooing"), submit("b")] == ["IN_REVIEW", "IN_REVIEW"]
    with pytest.raises(Invalid, match="page:elsewhere"):
        submit("elsewhere")


def test_what_was_begun_at_the_old_address_is_for_the_page(people, stages, move, now):
    stages.live()
    move("cuckooing", "b")

    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)

    assert (draft.page.slug, draft.number) == ("b", 2)
    with pytest.raises(NotFound):
        start_draft(actor=people.outsider, slug="cuckooing", now=now)


def test_search_leads_to_the_new_address(people, stages, move):
    def found():
        results = search_for(actor=people.officer, text="cuckooing").results
        return [(result.url, result.slug) for result in results]

    stages.live()
    drain()
    assert found() == [("/manual/cuckooing", "cuckooing")]
    move("cuckooing", "taken-over")

    assert drain() == 1

    assert found() == [("/manual/taken-over", "taken-over")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.parametrize("second", ["move there", "start there", "start where it was"])
def test_of_two_at_once_the_second_waits_and_is_refused(people, stages, words, move, now, monkeypatch, second):
    stages.live()
    stages.live(slug="other")
    begun, finish, refused = threading.Event(), threading.Event(), []
    record = addresses.record_page_change

    def record_slowly(**facts):
        begun.set()
        finish.wait(timeout=5)
        record(**facts)

    def also():
        try:
            if second == "move there":
                move("other", "free", "approver")
            else:
                slug = "free" if second == "start there" else "cuckooing"
                start_page(actor=people.approver, slug=slug, joint=True, words=words(), now=now)
        except Invalid as refusal:
            refused.append(list(refusal.fields))
        connections.close_all()

    def first():
        move("cuckooing", "free")
        connections.close_all()

    monkeypatch.setattr(addresses, "record_page_change", record_slowly)
    threads = [threading.Thread(target=first), threading.Thread(target=also)]
    threads[0].start()
    begun.wait(timeout=5)
    threads[1].start()
    threads[1].join(timeout=0.5)
    assert threads[1].is_alive()
    finish.set()
    for thread in threads:
        thread.join(timeout=5)

    assert (refused, where_all_are()) == ([["slug"]], (["free", "other"], {"cuckooing": "free"}))
