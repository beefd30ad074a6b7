"""Nothing typed into the search of the whole starter manual takes longer than a second. (C25)"""

from time import process_time

import pytest

from backend.search.operations import drain
from backend.search.queries import search_for
from practice_wisdom.starter_content.loader import load_starter_content
from tests.backend.search.engine_contract import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SHAPES = [*HOSTILE, *(f"{sign} " * 66 for sign in ("hom", "pol*", '"the', "-home", "section 136 or", "safeguarding"))]


def test_every_shape_is_answered_within_a_second(people, now, settings):
    settings.SEARCH_ENGINE = "whoosh"
    load_starter_content(
        partnership_id=people.trainer.partnership_id,
        author=people.trainer,
        approvers=[people.lead, people.approver],
        now=now,
    )
    drain()
    assert search_for(actor=people.officer, text="136 home").total > 0

    slow = {}
    for text in SHAPES:
        began = process_time()
        search_for(actor=people.officer, text=text[:200])
        slow[text[:30]] = process_time() - began

    assert {text: seconds for text, seconds in slow.items() if seconds > 1} == {}
