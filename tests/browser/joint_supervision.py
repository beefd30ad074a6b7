"""What stands before a journey: a session or a record of the sergeant and the social worker, made through the API."""

import re
import uuid
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

SERGEANT, SOCIALWORKER = "sergeant@police.example", "socialworker@council.example"
SAM, NOOR = "Sam Okoro", "Noor Castell"
API = "/api/v1/supervision"


def ask(page: Page, method: str, address: str, given: dict | None = None, *, version: int | None = None) -> dict:
    """As a script of that person's own browser would."""
    token = next((cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrf"), "")
    headers = {"X-CSRFToken": token, "Idempotency-Key": str(uuid.uuid4())}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    answer = page.request.fetch(f"{API}{address}", method=method, data=given, headers=headers)
    assert answer.ok, f"{method} {address}: {answer.status} {answer.text()}"
    return answer.json()


def agreed_before(page: Page) -> str:
    """A signed agreement of the two: the demonstration begins with one."""
    agreements = ask(page, "GET", "/agreements")
    signed = [one for one in agreements if one["state"] == "SIGNED" and one["kind"] == "JOINT"]
    return next(one["id"] for one in signed if one["circle"]["others"][0]["name"] in {SAM, NOOR})


def given_a_session(page: Page) -> str:
    planned_for = (datetime.now(tz=UTC) + timedelta(days=7)).isoformat()
    session = {"planned_for": planned_for, "minutes": 60, "mode": "IN_PERSON"}
    planned = ask(page, "POST", f"/agreements/{agreed_before(page)}/sessions", session)
    return f"/supervision/sessions/{planned['id']}/"


def given_a_record_being_written(page: Page, *, form: str = "what-so-what", minutes: int = 10) -> str:
    session = given_a_session(page).split("/")[-2]
    given = {"form_key": form, "minutes": minutes, "statement": "NOT_A_WITNESS"}
    started = ask(page, "POST", f"/sessions/{session}/record", given)
    return f"/supervision/records/{started['id']}/"


def given_words(page: Page, record: str, stage: str, text: str, *, shared: bool = False) -> None:
    section = f"/records/{record.split('/')[-2]}/sections/{stage}"
    saved = ask(page, "PUT", section, {"text": text}, version=0)
    if shared:
        ask(page, "PUT", f"{section}/visibility", {"visibility": "TWO_OF_US"}, version=saved["version"])


def given_a_record_up_for_signing(page: Page, words: str) -> str:
    record = given_a_record_being_written(page)
    given_words(page, record, "what", words, shared=True)
    address = f"/records/{record.split('/')[-2]}"
    ask(page, "POST", f"{address}/share", version=ask(page, "GET", address)["version"])
    return record


def stage(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def my_words(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=f"Your words on “{name}”")


def when_i_write(page: Page, name: str, text: str) -> None:
    """As a person does, key by key: scripts hear it."""
    my_words(page, name).press("Control+End")
    my_words(page, name).press_sequentially(text)


def then_it_is_saved(page: Page, name: str) -> None:
    expect(stage(page, name).get_by_role("status")).to_contain_text("Saved ")


def when_i_choose_who_can_read(page: Page, name: str, choice: str) -> None:
    here = stage(page, name)
    here.get_by_text("Change who can read this").click()
    here.get_by_role("radio", name=choice).check()
    here.get_by_role("button", name="Save with this choice").click()
    expect(page).to_have_url(re.compile("#stage-"))


def when_i_put_the_record_up_for_signing(page: Page) -> None:
    page.get_by_role("link", name="See what will be kept").click()
    page.get_by_role("button", name="Put it up for signing").click()
    expect(page.get_by_role("heading", name="Sign", exact=True)).to_be_visible()


def when_i_sign(page: Page, *, note: str = "") -> None:
    if note:
        page.get_by_label("A note of difference").fill(note)
    page.get_by_role("button", name="Sign record").click()
    expect(page.get_by_text("Your signature is under this record.")).to_be_visible()


def then_the_record_is_locked(page: Page) -> None:
    expect(page.get_by_text("Signed by both of you on")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your words")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign record")).to_have_count(0)
