"""Who acts: one person, wearing one hat, in one partnership."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person's membership of one organisation, as it stands at this request.

    Built from the database for every request, so that a removed role or a disabled membership binds at once.
    `roles` are codes from `identity.enums.Role`; they lie dormant while `second_factor_missing`.
    """

    person_id: int
    membership_id: int
    organisation_id: int
    organisation_kind: str
    partnership_id: int
    roles: frozenset[str]
    second_factor_missing: bool = False

    def holds(self, role: str) -> bool:
        return role in self.roles and not self.second_factor_missing
