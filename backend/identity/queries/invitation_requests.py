from backend.identity.enums import Role
from backend.identity.models import InvitationRequest, Membership, Organisation
from backend.identity.policy import can_administer
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted


def partner_organisations(*, actor: Actor) -> list[Organisation]:
    """Those of the partnership, by name."""
    return list(Organisation.objects.filter(partnerships=actor.partnership_id).order_by("name"))


def partner_organisation(*, actor: Actor, organisation_id: int) -> Organisation | None:
    return Organisation.objects.filter(partnerships=actor.partnership_id, id=organisation_id).first()


def open_requests_by(*, actor: Actor) -> int:
    return InvitationRequest.objects.filter(asked_by_id=actor.membership_id, closed_at=None).count()


def open_requests(*, actor: Actor) -> list[InvitationRequest]:
    """To the actor's organisation, oldest first; for its administrators."""
    _refuse_unless_administrator(actor)
    found = InvitationRequest.objects.filter(organisation_id=actor.organisation_id, closed_at=None)
    return list(found.select_related("asked_by__person", "asked_by__organisation").order_by("asked_at"))


def request_to_answer(*, actor: Actor, request_id: int) -> InvitationRequest:
    _refuse_unless_administrator(actor)
    found = InvitationRequest.objects.filter(organisation_id=actor.organisation_id, closed_at=None)
    asked = found.filter(id=request_id).first()
    if asked is None:
        raise NotFound
    return asked


def request_to_change(*, actor: Actor, request_id: int) -> InvitationRequest:
    """Locked until the end of the transaction."""
    asked = request_to_answer(actor=actor, request_id=request_id)
    return InvitationRequest.objects.select_for_update().get(id=asked.pk)


def addresses_of_administrators(*, organisation_id: int) -> list[str]:
    found = Membership.objects.filter(
        organisation_id=organisation_id, disabled_at=None, person__is_active=True
    ).select_related("person")
    return [one.person.email for one in found.order_by("id") if one.has_role(Role.ORG_ADMIN)]


def _refuse_unless_administrator(actor: Actor) -> None:
    if not can_administer(actor):
        raise NotPermitted("Only your organisation's administrators can see this.")
