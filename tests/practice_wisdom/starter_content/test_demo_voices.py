import pytest

from practice_wisdom.manual.models import Experience, PracticeNote, Suggestion
from practice_wisdom.manual.queries.suggestions import done
from practice_wisdom.starter_content import demo

pytestmark = pytest.mark.django_db


def test_the_demo_people_speak_once(people, now):
    def counts():
        return [model.objects.count() for model in (Suggestion, PracticeNote, Experience)]

    demo.load(now=now)
    first = counts()
    demo.load(now=now)

    assert (first, counts()) == ([2, 3, 3], [2, 3, 3])
    assert sorted(Suggestion.objects.values_list("state", flat=True)) == ["ACCEPTED", "OPEN"]
    assert [line.slug for line in done(actor=people.nurse)] == ["writing-a-good-referral"]
    assert done(actor=people.outsider) == []
