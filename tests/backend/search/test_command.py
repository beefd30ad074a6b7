from io import StringIO

import pytest
from django.core.management import call_command

from backend.kernel.keys import Key
from backend.search import checks, operations
from backend.search.engines import engine
from backend.search.models import IndexState
from tests.backend.search.library import CUCKOOING, PAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(settings, library):
    settings.SEARCH_ENGINE = "whoosh"
    for document in PAGES:
        library.publish(document)
    return library


def said(what):
    out = StringIO()
    call_command("search", what, stdout=out)
    return out.getvalue().splitlines()


def test_status_before_and_after_a_rebuild(filled):
    assert said("status") == [
        "Engine: whoosh. Documents: unknown.",
        "Changes waiting: 0.",
        "There is no search index yet. Make it with: search rebuild",
    ]

    assert said("rebuild") == ["Documents in the index: 5."]

    assert said("status") == ["Engine: whoosh. Documents: 5.", "Changes waiting: 0."]


def test_drain_says_how_much_it_did(filled, now):
    operations.rebuild()
    operations.mark_changed(keys=[CUCKOOING.key], now=now)

    assert said("drain") == ["Changes applied: 1."]


def test_a_damaged_index_is_named(filled):
    operations.rebuild()
    engine().path.write_bytes(b"nonsense")

    assert checks.problems() == [
        "The search index cannot be trusted: the index file is not what was written. Make it anew with: search rebuild"
    ]


def test_an_index_of_another_database_is_named(filled):
    operations.rebuild()
    IndexState.objects.all().delete()

    assert checks.problems() == [
        "The search index was made for another state of the database. Bring it in step with: search drain"
    ]


def test_a_folder_others_can_read_is_named(filled, settings):
    operations.rebuild()
    folder = settings.DATA_DIR / "index"
    folder.chmod(0o755)

    assert checks.problems() == [
        f"Others on this machine can look into {folder}. Put it right with: chmod 700 {folder}",
    ]


def test_an_engine_that_does_not_exist_is_named(settings):
    settings.SEARCH_ENGINE = "elastic"

    assert checks.problems() == ["SEARCH_ENGINE is 'elastic'; it has to be one of whoosh, postgres, memory."]


def test_changes_nobody_can_apply_are_named(filled, now):
    operations.rebuild()
    operations.mark_changed(keys=[Key("unknown.kind", "1")], now=now)

    assert checks.problems() == ["1 changes wait for a part of the product that is not installed here."]
