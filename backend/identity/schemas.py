from datetime import datetime
from typing import Self

from backend.identity.hats import Hat
from backend.kernel.schemas import In, Out


class HatOut(Out):
    membership_id: int
    job_title: str
    organisation_id: int
    organisation: str
    organisation_kind: str
    partnership_id: int
    partnership: str
    roles: list[str]
    second_factor_missing: bool

    @classmethod
    def of(cls, hat: Hat) -> Self:
        actor = hat.actor
        return cls(
            membership_id=actor.membership_id,
            job_title=hat.job_title,
            organisation_id=actor.organisation_id,
            organisation=hat.organisation_name,
            organisation_kind=actor.organisation_kind,
            partnership_id=actor.partnership_id,
            partnership=hat.partnership_name,
            roles=sorted(actor.roles),
            second_factor_missing=actor.second_factor_missing,
        )


class Me(Out):
    person_id: int
    name: str
    email: str
    hat: HatOut


class OrganisationOut(Out):
    id: int
    name: str


class InvitationRequestIn(In):
    """`organisation_id` is one of those of your partnership."""

    email: str
    organisation_id: int


class InvitationRequestChanged(Out):
    id: int


class InvitationRequestAnswered(Out):
    id: int
    state: str


class InvitationRequestRow(Out):
    id: int
    email: str
    asked_by: str
    asked_by_organisation: str
    asked_at: datetime
