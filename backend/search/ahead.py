import gc
from threading import Thread

from django.db import connection

from backend.search import vocabulary
from backend.search.engines import engine
from backend.search.engines.base import IndexDamaged
from backend.search.scopes import above


def read_ahead() -> None:
    """Does what whoever searches first would wait for, or whoever misspells a word first: seconds in a big manual.

    Opens the index and reads its words; from now on, what a misspelt word needs is made as soon as words are read.
    """
    vocabulary.follow(prepare)
    try:
        used = engine()
        for scope in used.scopes():
            if above(scope) == scope:
                vocabulary.words_of(used, scopes=(scope,))
    except IndexDamaged:
        pass  # the first search finds that too, and has the index rebuilt


def in_background() -> None:
    Thread(target=_read_and_disconnect, name="search-ahead", daemon=True).start()


def _read_and_disconnect() -> None:
    try:
        read_ahead()
    finally:
        connection.close()


def prepare(words: vocabulary.Words) -> None:
    Thread(target=_prepare, args=[words], name="search-spelling", daemon=True).start()


def _prepare(words: vocabulary.Words) -> None:
    words.lexicon.prepare()
    # An index of thousands of pages is millions of objects that stay: whoever searches would wait, now and then half
    # a second, while Python looks through them for what nobody needs any more.
    gc.freeze()
