"""Run by test_canary in a process of its own, on a data folder of its own: types one token into every place there is.

Prints what the two people could read back, and dies without closing anything.
"""

import json
import os
import sys
import uuid

import django


def main(token: str) -> None:
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from backend.identity.demo import create_demo_people
    from backend.safekeeping.operations import ready_keyring

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    ready_keyring(now=timezone.now(), may_create=True)
    create_demo_people(now=timezone.now())
    shown = Scenario(token).play()
    from backend.search.operations import rebuild

    rebuild()
    sys.stdout.write(json.dumps(shown))
    sys.stdout.flush()
    # As after a power cut: the write-ahead log stays as it is.
    os._exit(0)


class Scenario:
    ROOT = "/api/v1/supervision"

    def __init__(self, token: str) -> None:
        self.token = token
        self.one, self.two = self.signed_in("sergeant@police.example"), self.signed_in("socialworker@council.example")
        self.nurse = self.signed_in("nurse@health.example")
        self.asks, self.agrees = self.signed_in("disclosure@police.example"), self.signed_in("privacy@police.example")

    def signed_in(self, email):
        from django.test import Client

        from backend.identity.models import Person

        client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
        client.force_login(Person.objects.get(email=email), "backend.identity.sessions.SignInBackend")
        return client

    def send(self, client, method, path, body=None, version=None):
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        sent = json.dumps(body) if body is not None else ""
        where = self.ROOT + path
        answer = client.generic(method, where, sent, content_type="application/json", headers=headers)
        assert answer.status_code < 300, (method, path, answer.status_code, answer.content[:300])
        return answer.json()

    def play(self):
        from dataclasses import fields

        from backend.identity.models import Membership
        from supervision.models import Terms

        text = f"{self.token} as somebody typed it"
        words = {field.name: text for field in fields(Terms) if field.type is str and field.name != "frequency"}
        one, other = (
            Membership.objects.get(person__email=email).pk
            for email in ("sergeant@police.example", "socialworker@council.example")
        )
        own = dict.fromkeys(("accountability", "wants", "brings"), text)
        words["lines"] = {str(one): own, str(other): own}
        proposal = {"membership_ids": [other], "kind": "JOINT", "part": "SUPERVISOR", "terms": words}
        agreement = self.send(self.one, "POST", "/agreements", proposal)
        at = f"/agreements/{agreement['id']}"
        self.send(self.two, "PUT", f"{at}/terms", words, 1)
        for client in (self.one, self.two):
            self.send(client, "POST", f"{at}/signatures", version=2)
        when = {"planned_for": "2026-12-01T10:00:00Z", "minutes": 60, "mode": "VIDEO"}
        session = self.send(self.one, "POST", f"{at}/sessions", when)
        item = self.send(self.two, "POST", f"/sessions/{session['id']}/agenda", {"text": text})
        self.send(self.two, "PUT", f"/agenda/{item['id']}", {"text": text + "!"}, 1)
        self.bring_and_carry_over(at, when, session, text)
        record = self.send(
            self.one,
            "POST",
            f"/sessions/{session['id']}/record",
            {"form_key": "integrated-cycle", "minutes": 60, "statement": "MADE"},
        )
        return self.write_and_sign(at, session, f"/records/{record['id']}", text)

    def bring_and_carry_over(self, at, when, session, text):
        """One note stays, one goes on the agenda, one is thrown away; an item comes over, and is moved to the top."""
        here = f"/sessions/{session['id']}"
        _, goes, ends = (self.send(self.one, "POST", f"{at}/captures", {"text": text}) for _ in range(3))
        self.send(self.one, "POST", f"/captures/{goes['id']}/agenda", {"session_id": session["id"]}, 1)
        self.send(self.one, "POST", f"/captures/{ends['id']}/throw-away", version=1)
        before = self.send(self.one, "POST", f"{at}/sessions", when | {"planned_for": "2026-11-24T10:00:00Z"})
        left = self.send(self.two, "POST", f"/sessions/{before['id']}/agenda", {"text": text})
        self.send(self.one, "POST", f"/sessions/{before['id']}/cancel", {"reason": "LEAVE"}, 1)
        carried = self.send(self.one, "POST", f"{here}/carried-over", {"item_id": left["id"]})
        self.send(self.two, "PUT", f"/agenda/{carried['id']}/place", {"place": 1}, 1)

    def write_and_sign(self, at, session, record, text):
        for stage in ("experience", "reflection", "analysis", "action", "closing"):
            for client in (self.one, self.two):
                self.send(client, "PUT", f"{record}/sections/{stage}", {"text": text}, 0)
                self.send(client, "PUT", f"{record}/sections/{stage}", {"text": text + " again"}, 1)
        visible = {"visibility": "TWO_OF_US"}
        self.send(self.one, "PUT", f"{record}/sections/analysis/visibility", visible, 2)
        self.trip_over_everything(at, session, record)
        action = self.agree_to_do(record, text)
        self.send(self.one, "POST", f"{record}/share", version=4)
        for client in (self.one, self.two):
            self.send(client, "POST", f"{record}/signatures", {"note": text}, 5)
        change = {"state": "CHANGED", "reason": text, "due_on": "2026-12-24"}
        self.send(self.two, "PUT", f"/actions/{action}/state", change, 2)
        amendment = self.send(self.one, "POST", f"{record}/amendments", {"text": text})
        self.send(self.two, "POST", f"/amendments/{amendment['id']}/signatures")
        for client in self.readers().values():
            client.get(f"{self.ROOT}{record}/pdf")
            client.get(f"/supervision{record}/pdf?{self.token}")
        self.exercise_rights(session)
        pages = (at, f"/sessions/{session['id']}", record, "/captures", "/actions")
        return {who: [self.open(client, page) for page in pages] for who, client in self.readers().items()}

    def agree_to_do(self, record, text):
        circle = self.two.get(self.ROOT + record).json()["circle"]
        sent = {"text": text, "owner_id": circle["me"]["participant_id"], "due_on": "2026-12-08"}
        action = self.send(self.one, "POST", f"{record}/actions", sent)["id"]
        self.send(self.two, "PUT", f"/actions/{action}", sent | {"text": text + " again"}, 1)
        for client in self.readers().values():
            self.trip(client, f"{record}/actions", sent | {"text": self.token * 100, "due_on": self.token})
            self.trip(client, f"{record}/actions", sent | {"owner_id": self.token})
            self.trip(client, f"{record}/pages/find", {"name": self.token})
            self.trip(client, f"{record}/pages", {"page_key": f"manual.page:{self.token}"})
            client.post(f"/supervision{record}/pages", {"words": self.token})
            for late in ({"version": 1}, {"version": 0, "text": self.token * 100}):
                client.post(f"/supervision{record}/actions/{action}?{self.token}", sent | late)
                client.post(f"/supervision/actions/{action}/state", {"state": "DROPPED", "reason": self.token} | late)
        return action

    def exercise_rights(self, session):
        """My data, the second reading with words taken out, the export, and a legal disclosure."""
        from backend.identity.models import Membership

        request = self.send(self.one, "POST", "/my-data/requests")
        reading = f"/officers/requests/{request['id']}"
        found = self.agrees.get(self.ROOT + reading).json()
        item = next(
            one for chapter in found["chapters"] for one in chapter["lines"] if self.token in one["line"]["text"]
        )
        sent = {"item": item["line"]["key"], "passage": f"{self.token} as", "because": "THIRD_PARTY"}
        self.send(self.agrees, "POST", f"{reading}/redactions", sent, 1)
        for wrong in (sent | {"passage": f"never {self.token}"}, sent | {"item": self.token, "because": self.token}):
            self.trip(self.agrees, f"{reading}/redactions", wrong, 2)
            self.agrees.post(f"/supervision{reading}/redactions?{self.token}", wrong | {"version": 2})
        self.send(self.agrees, "POST", f"{reading}/release", version=2)
        for path in ("/my-data", "/my-data/copy", f"/my-data/requests/{request['id']}/export"):
            assert self.token in self.one.get(self.ROOT + path).content.decode()
        self.one.get("/supervision/my-data/")
        for path in ("my-data/copy.html", f"my-data/requests/{request['id']}/export.html"):
            assert self.token in self.one.get(f"/supervision/{path}").content.decode()
        about = Membership.objects.get(person__email="sergeant@police.example").pk
        days = {"first_day": "2026-11-01", "last_day": "2026-12-31"}
        demand = {"membership_id": about, "reason": "INQUEST", "reference": "INQ/7", **days}
        self.trip(self.asks, "/officers/disclosures", demand | {"reference": f"{self.token}1", "reason": self.token})
        one = self.send(self.asks, "POST", "/officers/disclosures", demand)
        at = f"/officers/disclosures/{one['id']}"
        self.send(self.agrees, "POST", f"{at}/agree", version=1)
        self.send(self.asks, "POST", f"{at}/content", {"session_ids": [session["id"]]}, 2)
        self.send(self.agrees, "POST", f"{at}/agree", version=3)
        assert self.token in self.asks.get(f"{self.ROOT}{at}/sessions/{session['id']}").content.decode()
        self.agrees.get(f"/supervision{at}/sessions/{session['id']}/")

    def trip(self, client, path, body, version=1):
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": f'"{version}"'}
        client.post(self.ROOT + path, json.dumps(body), content_type="application/json", headers=headers)

    def readers(self):
        return {"one": self.one, "two": self.two, "nurse": self.nurse}

    def open(self, client, page):
        return client.get(self.ROOT + page).content.decode().count(self.token)

    def trip_over_everything(self, at, session, record):
        """The token in places where it is refused: addresses, queries, headers, wrong values, a broken seal."""
        from supervision.models import Section

        token, json_type = self.token, "application/json"
        keyed = {"Idempotency-Key": token, "If-Match": f'"{token}"'}
        for client in self.readers().values():
            client.get(f"{self.ROOT}{at}/versions/2/changes")
            client.get(f"{self.ROOT}{at}/versions/2/changes?since={token}")
            client.get(f"{self.ROOT}{record}?note={token}", headers={"User-Agent": token, "Referer": token})
            for method, path, body in [
                ("PUT", f"{record}/sections/{token}", {"text": token}),
                ("PUT", f"{record}/sections/analysis", {"text": token}),
                ("PUT", f"{record}/sections/analysis", {"text": token, token: token}),
                ("PUT", f"{record}/sections/analysis/visibility", {"visibility": token}),
                ("POST", f"{at}/members", {"membership_id": token}),
                ("POST", f"{at}/sessions", {"planned_for": token, "minutes": token, "mode": token}),
                ("PUT", f"{record}/wellbeing", {"wellbeing": token}),
                ("PUT", f"{record}/closing-marks/{token}", {"answer": token}),
                ("PUT", f"{record}/attendance", {"people": token}),
                ("POST", f"/sessions/{session['id']}/record", {"form_key": token, "minutes": 60, "statement": token}),
                ("POST", f"/sessions/{session['id']}/cancel", {"reason": token}),
                ("POST", f"/sessions/{session['id']}/agenda", {"text": token * 100}),
                ("POST", f"{at}/captures", {"text": token * 100}),
                ("POST", f"{at}/series", {"starts": [token], "minutes": token, "mode": token}),
                ("POST", f"{at}/proposals", {"times": [token], "minutes": 60, "mode": token}),
                ("POST", f"/sessions/{session['id']}/carried-over", {"item_id": token}),
                ("POST", "/agreements", {"kind": token, "part": token, "terms": {"purpose": token}}),
            ]:
                address = self.ROOT + path
                sent = json.dumps(body)
                for headers in (keyed, {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'}):
                    client.generic(method, address, sent, content_type=json_type, headers=headers)
                client.generic(method, address, sent[:-3], content_type=json_type, headers=keyed)
            self.trip_over_pages(client, at, session, record)
        # A fault in mid-reading, with the words already in memory.
        whole = Section.objects.filter(stage="closing").values_list("pk", "stage")
        Section.objects.filter(stage="closing").update(stage="Closing")
        self.one.get(self.ROOT + record)
        Section.objects.filter(pk__in=[pk for pk, _ in whole]).update(stage="closing")
        Section.objects.filter(stage="Closing").update(stage="closing")

    def trip_over_pages(self, client, at, session, record):
        """Forms that come back with everything in them: too late, too long, or of the wrong person."""
        token, once = self.token, str(uuid.uuid4())
        fields = "text note purpose goals visibility reason kind part wellbeing mark explained"
        words = dict.fromkeys(fields.split(), token)
        client.get(f"/supervision{at}/compare")
        client.get(f"/supervision{at}/compare?older={token}&newer=2")
        for path in (
            f"{at}/members",
            f"{at}/review",
            f"{record}/sections/analysis",
            f"{record}/sign",
            f"{record}/amendments",
            f"{record}/wellbeing",
            f"{record}/closing-marks",
            f"{record}/attendance",
            f"{record}/take-up",
            f"{at}/terms",
            "/agreements/new",
            f"{at}/sessions/new",
            f"/sessions/{session['id']}/cancel",
            f"/sessions/{session['id']}/record",
            f"{at}/series",
            f"{at}/times",
            "/bring",
        ):
            for late in ({"version": 0}, {"version": 0, "text": token * 2_000, "visibility": "ONLY_ME"}):
                client.post(f"/supervision{path}?{token}", words | late | {"once": once})


if __name__ == "__main__":
    main(sys.argv[1])
