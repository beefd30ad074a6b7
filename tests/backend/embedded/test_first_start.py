from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from backend.embedded import first_start
from backend.embedded.first_start import StepFailed, prepare
from backend.embedded.management.commands import serve
from backend.identity.demo import BEHIND_THE_SCENES, PASSWORD, PEOPLE
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


@pytest.mark.django_db
def test_a_site_that_nobody_can_enter_says_what_to_do(people, settings, capsys):
    settings.DATA_DIR, settings.BASE_URL = Path("/srv/my data"), "https://alongside.example"
    command = serve.Command()
    command._greet("127.0.0.1", 8000)
    settings.DEMO = False

    command._greet("127.0.0.1", 8000)
    Person.objects.filter(id=people.officer.person_id).update(is_demo=False)
    command._greet("127.0.0.1", 8000)

    demonstration, empty, begun = capsys.readouterr().out.split("Alongside is at")[1:]
    said = "ALONGSIDE_BASE_URL=https://alongside.example ./alongside manage --data '/srv/my data' organisation"
    assert [said in one for one in (demonstration, empty, begun)] == [False, True, False]
    assert [PASSWORD in one for one in (demonstration, empty, begun)] == [True, False, False]


def test_a_demonstration_is_told_how_to_listen_further():
    with pytest.raises(CommandError, match=r"Set ALONGSIDE_DEMO=0 .* or add --allow-remote-demo"):
        call_command("serve", "--host", "0.0.0.0")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::"])
def test_a_demonstration_listens_on_this_machine_only(host):
    with pytest.raises(CommandError, match="known passwords"):
        call_command("serve", "--host", host)
