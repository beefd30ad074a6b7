"""What is typed while search is timed: a fair sample of what the front line types, of every kind."""

import tomllib
from pathlib import Path

EVERY = 11
_QUERIES = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))["query"]
# They stand in the file by kind (acronyms, misspellings, sentences, …), so that every so many is some of each.
QUESTIONS = tuple(query["say"] for query in _QUERIES[::EVERY])


def typed_so_far() -> list[str]:
    """The questions as they grow under the thumb: from three letters on, at every second one."""
    return [question[:length] for question in QUESTIONS for length in range(3, len(question), 2)]
