import pytest
from django.core.management import CommandError, call_command

from practice_wisdom.starter_content.check import problems
from practice_wisdom.starter_content.files import starter_pages, starter_synonyms, starter_terms
from tests.practice_wisdom.starter_content.test_loader import PAGE

# Printed on cards and QR codes: an address is never taken away.
SLUGS = [
    "adult-safeguarding-section-42",
    "ambulance-joint-response",
    "appropriate-adults-and-neurodiversity",
    "asb-case-review",
    "austerity-and-silos",
    "awol-patients",
    "carers-and-young-carers",
    "chairing-a-multi-agency-meeting",
    "child-protection-conference",
    "child-safeguarding-referral",
    "child-sexual-exploitation",
    "child-to-parent-violence",
    "children-in-care-homes",
    "closure-orders",
    "co-location-and-mental-proximity",
    "coercive-control",
    "community-engagement-that-listens",
    "conflict-trust-and-power-between-agencies",
    "contracts-are-not-partnerships",
    "county-lines-and-criminal-exploitation",
    "cuckooing",
    "dash-and-marac",
    "domestic-violence-disclosure-scheme",
    "drug-and-alcohol-services",
    "dual-diagnosis-substance-and-mental-health",
    "dvpn-and-protection-orders",
    "early-help",
    "fgm-mandatory-reporting",
    "financial-abuse-and-scams",
    "fire-and-rescue-safe-and-well",
    "forced-marriage-and-honour-based-abuse",
    "frequent-callers-and-high-intensity-use",
    "handover-in-emergency-departments",
    "harmful-sexual-behaviour-by-children",
    "homelessness-duty-to-refer",
    "idva-and-specialist-support",
    "information-sharing",
    "information-sharing-gateways",
    "integrated-offender-management",
    "jesip-joint-decision-model",
    "joint-interviewing-achieving-best-evidence",
    "joint-visits",
    "lado-allegations-against-professionals",
    "learning-disability-hate-and-mate-crime",
    "liaison-and-diversion",
    "mappa",
    "mental-capacity-at-scene",
    "missing-adults",
    "missing-children",
    "modern-slavery-nrm",
    "neighbour-disputes-and-noise",
    "operation-encompass",
    "out-of-hours-contacts",
    "people-problems-places",
    "police-protection-section-46",
    "preparing-for-supervision",
    "prevent-and-channel",
    "private-rented-housing-and-burglary",
    "probation-and-recall",
    "problem-solving-sara",
    "procedural-justice-in-joint-work",
    "professional-disagreement-and-escalation",
    "public-space-and-street-drinking",
    "reflective-practice",
    "right-care-right-person",
    "safer-schools-and-serious-violence",
    "section-135-warrant",
    "section-136-place-of-safety",
    "section-47-strategy-discussion",
    "self-neglect-and-hoarding",
    "sexual-assault-referral-centres",
    "stalking-protection-orders",
    "sudden-death-adult",
    "sudden-unexpected-death-in-childhood",
    "suicide-crisis",
    "think-joint-working",
    "trauma-informed-contact",
    "unauthorised-encampments",
    "voluntary-mental-health-support",
    "what-is-a-mash",
    "what-makes-partnerships-work",
    "who-does-what",
    "words-that-mean-different-things",
    "working-with-the-voluntary-sector",
    "writing-a-good-referral",
    "youth-justice-and-out-of-court",
]


def test_the_starter_content_keeps_the_rules():
    assert problems() == []


def test_the_addresses_people_print_are_there():
    assert [page.slug for page in starter_pages()] == SLUGS


def test_every_page_is_joint():
    assert [page.slug for page in starter_pages() if not page.joint] == []


def test_there_are_terms_and_synonyms_enough():
    assert len(starter_terms()) >= 150
    assert len(starter_synonyms()) > 0


@pytest.fixture
def check(tmp_path):
    """The problems of a good page after one replacement."""
    (tmp_path / "manual").mkdir()

    def _check(old="", new=""):
        text = PAGE.format(slug="one", title="A page", link="two")
        assert old in text
        (tmp_path / "manual" / "one.md").write_text(text.replace(old, new, 1))
        (tmp_path / "manual" / "two.md").write_text(PAGE.format(slug="two", title="A page", link="two"))
        return problems(folder=tmp_path)

    return _check


def test_a_good_page_has_no_problem(check):
    assert check() == []


WRONG_KIND = "one.md:1: the front matter has a value of the wrong kind:"
FRAME = "The first heading must be “## Do this now” and the last “## Law and sources”."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("---\n", "", "one.md:1: there is no front matter between two lines of ---"),
        ("slug: one", "slug: [", "one.md:5: the front matter is not YAML"),
        ("summary: One sentence.\n", "", "one.md:1: the front matter lacks 'summary'"),
        ("keywords: [136, no way]", "keywords: [no]", f"{WRONG_KIND} False is not text; put it in quotes"),
        ("checked_on: 2026-11-22", "checked_on: soon", f"{WRONG_KIND} 'soon' is not a date such as 2026-11-22"),
        ("slug: one\n", "slug: one-more\n", "one.md:1: the slug is “one-more”, not the name of the file"),
        ("summary: One sentence.", f"summary: {'a' * 141}",
         "one.md:1: summary: The summary has room for 140 characters."),
        ("topics: [adults-at-risk]", "topics: []", "one.md:1: topics: Choose at least one topic."),
        ('  - {title: Care Act 2014, year: 2014, section: "section 42"}\n', "  []\n",
         "one.md:1: sources: Name at least one source."),
        ("## Law and sources", "## Law", f"one.md:19: body: {FRAME}"),
        ("(page:two)", "(page:nowhere)", "one.md:20: the link page:nowhere leads nowhere"),
        ("- Care Act 2014.", "- [AMHP](term:amhp).", "one.md:23: the link term:amhp leads nowhere"),
        ("- Care Act 2014.", "- word\n" * 800, "one.md:19: 809 words; 700 is the most for this page"),
        ("1. See", "\n".join(f"{n}. Step" for n in range(1, 9)) + "\n9. See",
         "one.md:19: 9 steps and 11 words do not fit one screen of a phone"),
    ],
)  # fmt: skip
def test_a_problem_names_file_and_line(check, old, new, expected):
    assert check(old, new) == [expected]


def test_a_glossary_with_a_strange_agency_is_named(tmp_path):
    (tmp_path / "glossary.yaml").write_text(
        "- {term: Safe, slug: safe, meaning: x, meanings: {ARMY: y}}\n- {term: Safe, slug: safe, meaning: x}\n"
    )

    assert problems(folder=tmp_path) == [
        "glossary.yaml:1: Safe has a meaning for ARMY, which is no kind of organisation",
        "glossary.yaml:1: there are two terms with the slug safe",
    ]


def test_the_command_fails_when_there_are_problems(monkeypatch, capsys):
    monkeypatch.setattr(
        "practice_wisdom.manual.management.commands.check_content.problems", lambda: ["one.md:1: wrong"]
    )

    with pytest.raises(CommandError, match="1 problems in the starter content"):
        call_command("check_content")

    assert capsys.readouterr().err == "one.md:1: wrong\n"
