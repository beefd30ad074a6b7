"""Who sits at the table: one condition, for everything below an agreement."""

from django.db.models import F, Q

from backend.kernel.prepared import Slot


def takes_part(membership_id: int | Slot, *, agreement: str = "") -> Q:
    """Of those who have not left. `agreement` is the way to it: "session__agreement__"."""
    return Q(
        **{f"{agreement}participants__membership_id": membership_id, f"{agreement}participants__left_at__isnull": True}
    )


def sits_at(membership_id: int | Slot, *, session: str = "") -> Q:
    """Takes part in the session at the end of the way `session` ("record__session__"): whoever joined a group later
    finds nothing of the sessions before. One condition, so that it is one and the same participant it holds for."""
    seat = f"{session}agreement__participants__"
    return takes_part(membership_id, agreement=f"{session}agreement__") & (
        Q(**{f"{seat}first_version": 1}) | Q(**{f"{seat}joined_at__lte": F(f"{session}planned_for")})
    )


def took_part(membership_id: int, *, session: str = "") -> Q:
    """Took part in the session when it was, also if they have left since. It opens nothing: it is for rights that stay
    with a person, and for whom to tell."""
    seat = f"{session}agreement__participants__"
    planned = F(f"{session}planned_for")
    return (
        Q(**{f"{seat}membership_id": membership_id})
        & (Q(**{f"{seat}first_version": 1}) | Q(**{f"{seat}joined_at__lte": planned}))
        & (Q(**{f"{seat}left_at": None}) | Q(**{f"{seat}left_at__gt": planned}))
    )
