import pytest
from django.core.management import CommandError, call_command

from backend.embedded import first_start
from backend.embedded.first_start import StepFailed, prepare
from backend.identity.demo import BEHIND_THE_SCENES, PEOPLE
from backend.identity.models import Membership, Person


@pytest.fixture(autouse=True)
def _no_files(monkeypatch):
    monkeypatch.setattr(first_start, "_collect_static", lambda: None)


@pytest.mark.django_db(transaction=True)
def test_starting_again_changes_nothing(now):
    prepare(now=now, say=lambda _text: None)
    before = list(Membership.objects.order_by("id").values())

    prepare(now=now, say=lambda _text: None)

    assert list(Membership.objects.order_by("id").values()) == before
    assert Person.objects.count() == len(PEOPLE) + len(BEHIND_THE_SCENES)


@pytest.mark.django_db
def test_without_the_switch_there_are_no_demo_people(now, settings):
    settings.DEMO = False

    prepare(now=now, say=lambda _text: None)

    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_step_that_fails_is_named(now, monkeypatch):
    def fail(*, now):
        raise OSError("No space left on device")

    monkeypatch.setattr(first_start, "create_demo_people", fail)

    with pytest.raises(StepFailed, match="make the demo people"):
        prepare(now=now, say=lambda _text: None)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::"])
def test_a_demonstration_listens_on_this_machine_only(host):
    with pytest.raises(CommandError, match="known passwords"):
        call_command("serve", "--host", host)
