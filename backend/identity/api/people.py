from ninja import Router

from backend.identity.access import member
from backend.identity.http import Request
from backend.identity.schemas import HatOut, Me

router = Router(tags=["People"])


@router.get("/me", response=Me, summary="Who I am, and the hat I wear")
@member
def me(request: Request) -> Me:
    hat = request.hat
    return Me(
        person_id=hat.actor.person_id,
        name=hat.person_name,
        email=hat.email,
        hat=HatOut.of(hat),
    )
