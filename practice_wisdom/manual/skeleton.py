"""How each part of a page begins: what the toolbar inserts, and what a new page starts with."""

from dataclasses import dataclass

from practice_wisdom.manual.enums import DO_NOW, LAW, PART_ORDER

_BEGINNINGS = {
    DO_NOW: "1. ",
    "Who does what": "| Agency | Decides | Can | Cannot |\n|---|---|---|---|\n| Police |  |  |  |",
    "How it looks from their side": "### The agency\n\nWhat this job is like for them, and what they wish you knew.",
    "Say / avoid": "| Say | Avoid |\n|---|---|\n|  |  |",
    "What you can share": "You can share … because …\n\n- Write down what you shared, with whom, and why.",
    "What we have learnt": "- What usually goes wrong: \n- What has helped: ",
    "If it gets stuck": "- In hours: \n- Out of hours: ",
    LAW: "- ",
}


@dataclass(frozen=True, slots=True)
class PartStart:
    heading: str
    markdown: str


PARTS = tuple(PartStart(heading, f"## {heading}\n{_BEGINNINGS[heading]}\n") for heading in PART_ORDER)
NEW_PAGE = "\n".join(part.markdown for part in PARTS if part.heading in (DO_NOW, "Who does what", LAW))
