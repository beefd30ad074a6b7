import pytest
from django.db.models import Q

from backend.identity.models import Membership
from backend.kernel.prepared import Prepared

pytestmark = pytest.mark.django_db


def wearing(membership_id, person_id):
    return (
        Membership.objects.filter(Q(id=membership_id) | Q(person_id=person_id), disabled_at=None)
        .select_related("person", "organisation")
        .order_by("-id")
    )


def test_prepared_objects_are_those_of_the_queryset(people, django_assert_num_queries):
    prepared = Prepared(wearing)

    for one, other in [(people.officer, people.sergeant), (people.nurse, people.nurse), (people.officer, people.nurse)]:
        asked = {"membership_id": one.membership_id, "person_id": other.person_id}
        expected = list(wearing(**asked))
        with django_assert_num_queries(1):
            found = prepared(**asked)
            names = [(row.person.name, row.organisation.name) for row in found]

        assert found == expected
        assert [vars(row) | {"_state": None} for row in found] == [vars(row) | {"_state": None} for row in expected]
        assert names == [(row.person.name, row.organisation.name) for row in expected]


def test_prepared_objects_can_be_changed_and_saved(people):
    membership = Prepared(wearing)(membership_id=people.officer.membership_id, person_id=0)[0]

    membership.job_title = "Custody officer"
    membership.save(update_fields=["job_title"])

    assert Membership.objects.get(id=membership.id).job_title == "Custody officer"


def test_prepared_values_come_converted(people):
    prepared = Prepared(
        lambda person_id: Membership.objects.filter(person_id=person_id).values_list("id", "roles", "person__joined_at")
    )

    found = prepared(person_id=people.trainer.person_id)

    assert found == list(
        Membership.objects.filter(person_id=people.trainer.person_id).values_list("id", "roles", "person__joined_at")
    )
    assert isinstance(found[0][1], list)


def test_prepared_finds_nothing_for_what_is_not_there():
    assert Prepared(wearing)(membership_id=0, person_id=0) == []


def test_prepared_refuses_a_value_left_out():
    with pytest.raises(KeyError):
        Prepared(wearing)(membership_id=1)
