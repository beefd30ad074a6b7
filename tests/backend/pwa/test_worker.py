"""The app's manifest, service worker and shell: the same for everybody, and nothing of anybody in them."""

import json
from dataclasses import replace

import pytest

from backend.identity.queries.hats import hats_of
from backend.pwa import worker

pytestmark = pytest.mark.django_db


def told(script: str) -> dict:
    return json.loads(script.partition(" = ")[2].partition(";\n")[0])


def test_the_shell_is_the_same_for_everybody_and_names_nobody(client, sign_in, people):
    signed_out = client.get("/offline/").content
    signed_in = sign_in(client, people.officer).get("/offline/").content
    name = hats_of(person_id=people.officer.person_id)[0].person_name

    assert (signed_in == signed_out, name in signed_in.decode()) == (True, False)


def test_the_worker_keeps_only_files_that_are_the_same_for_everybody(client):
    facts = told(client.get("/service-worker.js").content.decode())

    assert facts["shell"] == "/offline/"
    assert [one for one in facts["files"] if not one.startswith("/static/pwa/")] == []


def test_the_worker_is_asked_for_again_each_time(client):
    assert client.get("/service-worker.js")["Cache-Control"] == "private, no-cache"


def test_another_shell_is_another_version(monkeypatch):
    before = told(worker.source())
    monkeypatch.setattr(worker, "shell", lambda: "<p>Other words</p>")
    worker._source.cache_clear()

    after = told(worker.source())
    worker._source.cache_clear()

    assert (after["version"] != before["version"], after["files"]) == (True, before["files"])


def test_switched_off_it_removes_itself_and_no_page_asks_for_another(client, sign_in, people, settings):
    assert b"data-worker" in sign_in(client, people.officer).get("/").content
    settings.OFFLINE = False

    script = client.get("/service-worker.js").content.decode()
    page = client.get("/").content.decode()

    assert ("unregister()" in script, "data-worker" in page, "data-device" in page) == (True, False, False)


def test_a_signed_out_page_puts_nothing_on_the_device(client):
    page = client.get("/").content.decode()

    assert ("data-worker" in page, "data-device" in page) == (False, False)


def test_a_device_can_tell_hats_apart_and_knows_no_name(people):
    hat = hats_of(person_id=people.officer.person_id)[0]
    other_person = replace(hat, actor=replace(hat.actor, person_id=hat.actor.person_id + 1))
    other_partnership = replace(hat, actor=replace(hat.actor, partnership_id=hat.actor.partnership_id + 1))

    codes = [worker.whose_device(one) for one in (hat, other_person, other_partnership)]

    assert (len(set(codes)), worker.whose_device(hat)) == (3, codes[0])


def test_the_manifest_has_icons_that_exist_and_shares_by_post(client):
    manifest = client.get("/manifest.webmanifest").json()

    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    assert manifest["share_target"]["method"] == "POST"


def test_signing_out_tells_the_browser_to_remove_what_it_keeps(client, sign_in, people):
    answer = sign_in(client, people.officer).post("/account/logout/")

    assert answer["Clear-Site-Data"] == '"storage"'
