from django.http import HttpRequest
from ninja import Router

from backend.identity.access import member
from backend.identity.schemas import HatOut, Me
from backend.kernel.schemas import responses

router = Router(tags=["People"])


@router.get("/me", response=responses(Me), summary="Who I am, and the hat I wear")
@member
def me(request: HttpRequest) -> Me:
    hat = request.hat  # type: ignore[attr-defined]
    return Me(
        person_id=hat.actor.person_id,
        name=hat.person_name,
        email=hat.email,
        hat=HatOut.of(hat),
    )
