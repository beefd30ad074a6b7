"""The hat somebody wears: one membership in one partnership, and how it reads on every page."""

from dataclasses import dataclass

from backend.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Hat:
    actor: Actor
    person_name: str
    email: str
    job_title: str
    organisation_name: str
    partnership_name: str

    @property
    def code(self) -> str:
        """What the session keeps and the form sends: "membership-partnership"."""
        return f"{self.actor.membership_id}-{self.actor.partnership_id}"

    @property
    def label(self) -> str:
        return f"{self.job_title}, {self.organisation_name}"
