"""Where somebody works: from the organisation's area and the partnership's, upwards."""

import pytest

from backend.identity.models import Area, Organisation, Partnership
from backend.identity.queries.areas import areas_of

pytestmark = pytest.mark.django_db


def names(actor):
    return [place.name for place in areas_of(actor)]


def test_an_area_holds_what_lies_below_it_and_not_beside_it(people):
    assert names(people.nurse) == ["England", "Marchfield", "Westmarch"]
    assert names(people.outsider) == ["England", "Otherland"]


def test_whoever_serves_a_county_works_in_the_town_of_their_partnership(people):
    assert Organisation.objects.get(id=people.officer.organisation_id).area.name == "Westmarch"

    assert names(people.officer) == ["England", "Marchfield", "Westmarch"]


def test_a_town_next_door_is_another_place(people):
    """Two districts of one county, in a partnership of that county."""
    county, next_door = Area.objects.get(name="Westmarch"), Area(name="Nextdoor", kind="DISTRICT")
    next_door.parent = county
    next_door.save()
    Partnership.objects.filter(id=people.nurse.partnership_id).update(area=county)
    Organisation.objects.filter(id=people.socialworker.organisation_id).update(area=next_door)

    assert names(people.socialworker) == ["England", "Nextdoor", "Westmarch"]
    assert names(people.nurse) == ["England", "Marchfield", "Westmarch"]
    assert names(people.officer) == ["England", "Westmarch"]


def test_a_country_is_not_local(people):
    assert {place.name: place.local for place in areas_of(people.nurse)} == {
        "England": False,
        "Marchfield": True,
        "Westmarch": True,
    }


def test_one_query(people, django_assert_num_queries):
    areas_of(people.nurse)

    with django_assert_num_queries(1):
        areas_of(people.nurse)
