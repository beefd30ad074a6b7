"""A signed record taken along as a PDF, and who took it."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, then_the_page_is_accessible
from tests.browser.joint_supervision import SERGEANT, SOCIALWORKER, given_a_record_up_for_signing, when_i_sign


def test_a_record_is_downloaded_and_both_see_by_whom(visit):
    sergeant, socialworker = visit(SERGEANT), visit(SOCIALWORKER, size=PHONE, scripts=False)
    record = given_a_record_up_for_signing(sergeant, "We told them two things")
    for page in (sergeant, socialworker):
        page.goto(record)
        when_i_sign(page)

    link = socialworker.get_by_role("link", name="This record to print or keep (PDF)")
    answer = socialworker.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    assert "alongside-meeting-" in answer.headers["content-disposition"]

    sergeant.goto(record)
    expect(sergeant.get_by_text("Noor Castell, Marchfield Council: downloaded")).to_be_visible()
    then_the_page_is_accessible(sergeant, dark_too=True)


def test_nobody_else_gets_the_pdf(visit):
    record = given_a_record_up_for_signing(visit(SERGEANT), "We told them two things")

    for email in ("officer@police.example", "admin@police.example", None):
        answer = visit(email).request.get(f"{record}pdf", max_redirects=0)
        assert answer.status in {302, 404}
        assert b"%PDF" not in answer.body()
