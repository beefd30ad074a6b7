"""A joint supervision between two demo people, made through the API as any client would."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.benchmarks.visitor import Visitor

FORM, MINUTES = "integrated-cycle", 60
WORDS = (
    "We came back to the visit on the ninth floor. What I had expected was a refusal; what happened was that she let"
    " my colleague in first, because they had met before, and that I waited on the landing for as long as it took."
)
TERMS = {
    "purpose": "A quiet hour a month for the two of us, to learn from the work that we do side by side.",
    "goals": "To notice sooner when one of us waits for the other.",
    "record_rules": "Each writes their own part; we read it together before we sign.",
}
CARRIED_BY = "My own manager, for standards, workload and decisions."


@dataclass(frozen=True, slots=True)
class Pair:
    """`one` proposed the agreement, `other` is the second participant."""

    one: Visitor
    other: Visitor
    agreement_id: str

    def plan_session(self) -> str:
        return self.one.write("POST", f"/supervision/agreements/{self.agreement_id}/sessions", session())["id"]

    def start_record(self) -> str:
        given = {"form_key": FORM, "minutes": MINUTES, "statement": "NOT_A_WITNESS"}
        return self.one.write("POST", f"/supervision/sessions/{self.plan_session()}/record", given)["id"]


def session() -> dict:
    planned_for = datetime.now(tz=UTC) + timedelta(days=7)
    return {"planned_for": planned_for.isoformat(), "minutes": MINUTES, "mode": "IN_PERSON"}


def signed_pair(*, one: Visitor, other: Visitor, name_of_other: str) -> Pair:
    colleagues = {found["name"]: found["membership_id"] for found in one.read("/supervision/colleagues")}
    given = {"membership_ids": [colleagues[name_of_other]], "kind": "JOINT", "part": "SUPERVISOR", "terms": TERMS}
    agreement = one.write("POST", "/supervision/agreements", given)
    me = one.read(f"/supervision/agreements/{agreement['id']}")["circle"]["me"]["membership_id"]
    lines = {member: {"accountability": CARRIED_BY} for member in (me, colleagues[name_of_other])}
    changed = given["terms"] | {"lines": lines}
    address = f"/supervision/agreements/{agreement['id']}/terms"
    agreement = one.write("PUT", address, changed, version=agreement["version"])
    for visitor in (one, other):
        visitor.write("POST", f"/supervision/agreements/{agreement['id']}/signatures", version=agreement["version"])
    return Pair(one, other, agreement["id"])


def stages(visitor: Visitor) -> list[str]:
    forms = {form["key"]: form for form in visitor.read("/supervision/forms")}
    return [stage["key"] for stage in forms[FORM]["stages"]]


def written_record(pair: Pair) -> str:
    """A record in which both have written at every stage, and shown it to each other."""
    record_id = pair.start_record()
    for stage in stages(pair.one):
        for visitor in (pair.one, pair.other):
            address = f"/supervision/records/{record_id}/sections/{stage}"
            saved = visitor.write("PUT", address, {"text": f"{WORDS}\n\n{WORDS}"}, version=0)
            given = {"visibility": "TWO_OF_US"}
            visitor.write("PUT", f"{address}/visibility", given, version=saved["version"])
    return record_id
