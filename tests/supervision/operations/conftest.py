import pytest

from tests.supervision.officers import Access, Officers


@pytest.fixture
def officers(people, now):
    return Officers(people, people.sergeant, now)


@pytest.fixture
def access(people, now):
    return Access(people, now)
