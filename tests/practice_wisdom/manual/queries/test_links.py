import pytest

from practice_wisdom.manual.models import Page, Term
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.glossary import TermWords, put_glossary
from practice_wisdom.manual.queries.links import broken_links

pytestmark = pytest.mark.django_db

BODY = """\
## Do this now
1. Read [that page](page:other), and the word [AMHP](term:amhp).

[again]: page:other

## Law and sources
- Care Act 2014, section 42."""


@pytest.fixture
def other(stages, people, now):
    words = TermWords("amhp", "AMHP", "Approved mental health professional", "Decides.", {}, ())
    put_glossary(actor=people.trainer, terms=[words], synonyms=[], now=now)
    return stages.live(slug="other", title="Other")


@pytest.fixture
def linking(stages, other):
    return stages.live(body=BODY)


def test_links_that_lead_somewhere_are_not_named(people, linking):
    assert broken_links(actor=people.trainer) == ()


def test_a_link_to_what_is_gone_is_named_once(people, linking):
    Page.objects.filter(slug="other").update(live_revision=None, checked_on=None, review_by=None)
    Term.objects.all().delete()

    found = broken_links(actor=people.trainer)

    assert [(line.slug, line.links) for line in found] == [("cuckooing", ("page:other", "term:amhp"))]
    assert broken_links(actor=people.outsider) == ()


def test_a_link_to_an_old_address_still_leads_there(people, linking, now):
    change_address(actor=people.trainer, slug="other", new_slug="other-now", now=now)

    assert broken_links(actor=people.trainer) == ()


def test_the_number_of_queries_is_the_same_for_more(people, stages, linking, count_queries):
    def count():
        return count_queries(lambda: broken_links(actor=people.trainer))

    count()
    with_two = count()
    for slug in ("three", "four"):
        stages.live(slug=slug, body=BODY)

    assert (count(), count(), with_two) == (4, 3, 3)
