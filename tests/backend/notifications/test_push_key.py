"""One key for the life of a site: made once, for its owner only, and noticed when it is another one."""

import os
import stat

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from backend.notifications import checks, push_key
from backend.notifications.models import PushDelivery, PushSubscription
from backend.notifications.operations.sending import send_what_is_due
from backend.notifications.push_key import PushKeyMissing, PushKeyTrouble, current_key, key_or_none, opened, ready_key
from backend.safekeeping.signing import new_push_key


@pytest.fixture(autouse=True)
def _folder_of_its_own(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    push_key._read.cache_clear()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "keys" / "push_key"


def test_it_is_made_once_and_for_its_owner_only(file):
    with pytest.raises(PushKeyMissing):
        current_key()

    made = ready_key()

    assert ready_key() == current_key() == made
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    assert (len(opened(made.public)), opened(made.public)[0]) == (65, 4)
    assert made.private_text not in repr(made)


def test_another_file_is_another_key_at_once(file):
    before = ready_key()
    file.unlink()

    after = ready_key()

    assert (after.public != before.public, after.fingerprint != before.fingerprint) == (True, True)


def test_it_can_come_from_the_environment(file, monkeypatch, tmp_path):
    made = ready_key()
    file.rename(tmp_path / "mounted")
    monkeypatch.setenv("ALONGSIDE_PUSH_KEY_FILE", str(tmp_path / "mounted"))
    assert current_key() == made

    monkeypatch.setenv("ALONGSIDE_PUSH_KEY", made.private_text)
    (tmp_path / "mounted").unlink()
    assert current_key() == made


@pytest.mark.parametrize("broken", ["", "x", "é", "A" * 43, "A" * 44, "!" * 43])
def test_a_damaged_one_is_never_replaced_and_not_quoted(file, broken):
    ready_key()
    file.write_text(broken, encoding="utf-8")
    file.chmod(0o600)

    with pytest.raises(PushKeyTrouble) as trouble:
        ready_key()

    assert str(trouble.value) == "The push key is damaged."
    assert (key_or_none(), file.read_text(encoding="utf-8")) == (None, broken)
    assert trouble.value.__cause__ is None


def test_one_that_others_can_read_is_refused(file):
    ready_key()
    file.chmod(0o640)

    with pytest.raises(PushKeyTrouble, match="chmod 600"):
        current_key()


@pytest.mark.django_db
def test_another_key_is_said_loudly_and_storms_no_service(file, people, now, turn_on, tell, network, service):
    turn_on(people.officer, now)
    tell(people.officer, now)
    assert checks.push_key(None, databases=["default"]) == []
    kept = file.read_text()
    os.replace(file, file.with_name("former"))
    ready_key()

    [warning] = checks.push_key(None, databases=["default"])
    send_what_is_due(now=now, network=network)

    assert warning.msg.startswith("The push key is another one than before: 1 devices")
    assert (service.connections, PushDelivery.objects.count(), PushSubscription.objects.count()) == (0, 0, 1)

    # The former put back, everything is as it was.
    file.write_text(kept)
    assert checks.push_key(None, databases=["default"]) == []
    tell(people.officer, now, thing="2")
    send_what_is_due(now=now, network=network)
    assert len(service.received) == 1


@pytest.mark.django_db
def test_a_damaged_key_stops_the_check(file):
    ready_key()
    file.write_text("broken")

    with pytest.raises(SystemCheckError, match="push key is damaged"):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_without_a_key_nothing_is_sent_and_nothing_is_lost_at_once(file, people, now, turn_on, tell, network, service):
    turn_on(people.officer, now)
    tell(people.officer, now)
    kept = file.read_text()
    file.write_text("broken")

    assert send_what_is_due(now=now, network=network) is False
    file.write_text(kept)
    assert (service.connections, PushDelivery.objects.count()) == (0, 1)


def test_every_key_is_another():
    assert len({new_push_key() for _ in range(5)}) == 5
