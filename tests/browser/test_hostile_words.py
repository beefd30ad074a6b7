"""Whatever an author, a reader or a file says, it is shown and never obeyed: in Chromium, with the policy on. (C20)

A script that ran would write to the console, open a dialog or mark the window; one that the policy stopped would be a
complaint on the console. `visit` ends a journey with any complaint as a failure.
"""

import pytest
from playwright.sync_api import Page

from backend.kernel.errors import Invalid
from practice_wisdom.manual.page_files import quoted
from practice_wisdom.manual.words import set_out
from tests.backend.kernel.test_markdown import SCRIPTS, VECTORS
from tests.browser.conftest import DESK
from tests.practice_wisdom.conftest import BODY, make_words
from tests.practice_wisdom.manual.brought import page_file, zip_of

TRAINER = "trainer@police.example"
# In one line, without what YAML and the editor refuse before anybody could show it.
LINES = [" ".join("".join(sign for sign in text if sign.isprintable()).split()) for text in SCRIPTS]
AT_A_TIME = 60
MARK = "window.__xss"
# What acts by itself: a handler, or the address of a script. A value is what somebody typed into a form.
ACTING = r"""() => [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes]
    .filter((a) => a.name.startsWith("on")
        || (a.name !== "value" && a.name !== "content" && /^\s*(javascript|vbscript|data:text)/i.test(a.value)))
    .map((a) => `${one.tagName} ${a.name}`))"""


def marked(text):
    """The same attack, leaving a mark that outlives a dialog."""
    return text.replace("alert(1)", f"{MARK}=1")


BODIES = [
    f"{BODY}\n\n" + "\n\n".join(marked(vector) for vector in VECTORS[start : start + AT_A_TIME])
    for start in range(0, len(VECTORS), AT_A_TIME)
]


@pytest.fixture
def trainer(visit):
    page = visit(TRAINER, size=DESK)
    page.on("dialog", lambda dialog: pytest.fail(f"a script spoke: {dialog.message}"))
    return page


def then_nothing_ran(page: Page, where: str):
    assert page.evaluate("() => window.__xss === undefined"), where
    found = page.evaluate(ACTING)
    assert found == [], where


def bring(page: Page, files: list[tuple[str, bytes]]) -> None:
    page.goto("/manual/imports/")
    payloads = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    page.get_by_label("Files").set_input_files(payloads)
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("heading", name="What these files would change").wait_for()


def test_words_of_pages_are_shown_and_not_obeyed(trainer):
    """Every place of Markdown with every attack: as it was brought, and as the preview of the editor shows it."""
    for number, body in enumerate(BODIES):
        bring(trainer, [(f"hostile-{number}.md", page_file(f"hostile-{number}", body=strip(body)))])
        then_nothing_ran(trainer, f"the list, {number}")
        link = trainer.get_by_role("rowheader").get_by_role("link")
        assert link.count() == 1, trainer.locator("main").inner_text()[:500]
        link.click()
        then_nothing_ran(trainer, f"the page as brought, {number}")


def strip(body):
    """Links that cannot work are refused by name already; here are those that are shown."""
    return "\n\n".join(block for block in body.split("\n\n") if not is_refused(block))


def is_refused(block):
    try:
        set_out(make_words(body=block))
    except Invalid:
        return True
    return False


def test_facts_terms_and_names_of_files_are_shown_and_not_obeyed(trainer):
    evil = [marked(line) for line in LINES]
    pages = [
        (f"{n}.md", page_file(f"facts-{n}", title=line[:110], summary=line[:130], keywords=(line[:75],)))
        for n, line in enumerate(evil)
    ]
    terms = "".join(
        f"- term: {quoted(f'T{n} {line}'[:75])}\n  slug: hostile-{n}\n  expansion: {quoted(line[:180])}\n"
        f"  meaning: {quoted(line)}\n  meanings: {{POLICE: {quoted(line)}}}\n  synonyms: [{quoted(line[:75])}]\n"
        for n, line in enumerate(evil)
    )
    lines = "".join(
        f"- say: [{quoted(f's{n} {line}'[:75])}]\n  means: [{quoted(line[:75])}]\n" for n, line in enumerate(evil)
    )
    names = [(f"{line.replace('/', ' ')[:80]}.txt", b"x") for line in evil]
    words = [("glossary.yaml", terms.encode()), ("synonyms.yaml", lines.encode())]

    bring(trainer, [("all.zip", zip_of([*pages, *words])), *names])
    then_nothing_ran(trainer, "what would change")
    trainer.get_by_role("button", name="take in the words").click()
    trainer.get_by_role("heading", name="What became of these files").wait_for(timeout=60_000)
    then_nothing_ran(trainer, "what became of it")

    for address in (
        "/manual/desk", "/manual/synonyms/", "/manual/synonyms/?q=%3Cscript", "/glossary/", "/glossary/hostile-0",
        "/glossary/hostile-0/edit", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/search?q=T0", "/manual/new",
    ):  # fmt: skip
        trainer.goto(address)
        then_nothing_ran(trainer, address)


def test_the_looking_glass_itself_sees(trainer):
    trainer.goto("/glossary/")
    then_nothing_ran(trainer, "before")

    for deed in ("document.body.setAttribute('onx', 'x')", "window.__xss = 1"):
        trainer.evaluate(deed)
        with pytest.raises(AssertionError, match="here"):
            then_nothing_ran(trainer, "here")
        trainer.reload()


def test_most_of_the_attacks_reach_a_reader():
    shown = [block for body in BODIES for block in strip(body).split("\n\n")]

    assert len(shown) >= 300
