import pytest

from backend.search import documents, engines, recovery, synonyms
from tests.backend.search.library import KIND, Library


@pytest.fixture(autouse=True)
def _fresh_engine(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    engines.forget()
    recovery.forget()
    yield
    engines.forget()
    recovery.forget()


@pytest.fixture
def library():
    shelf = Library()
    shelf.register()
    synonyms.register_synonyms(shelf.synonyms_of)
    yield shelf
    synonyms.unregister_synonyms(shelf.synonyms_of)
    documents.unregister(kind=KIND)


@pytest.fixture
def rebuilds(monkeypatch):
    """Rebuilding at once instead of in a thread, and how often it was asked for."""
    asked = []

    def at_once():
        asked.append(1)
        recovery.rebuild_if_damaged()

    monkeypatch.setattr(recovery, "in_background", at_once)
    return asked
