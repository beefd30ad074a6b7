"""How far a print is that the worker makes."""

from dataclasses import dataclass
from datetime import date

from backend.kernel.actor import Actor
from practice_wisdom.manual import kept_prints
from practice_wisdom.manual.enums import OrderState, Topic
from practice_wisdom.manual.models import PrintOrder
from practice_wisdom.manual.queries.paper import stamp_of_book, topic_of


@dataclass(frozen=True, slots=True)
class OrderView:
    """`ahead`: how many other prints are made first."""

    state: OrderState
    topic: Topic | None
    ahead: int = 0

    @property
    def title(self) -> str:
        return str(self.topic.label) if self.topic else "The whole manual"


def order_of(*, actor: Actor, code: str, today: date) -> OrderView:
    """NotFound for what is no topic, or has no page."""
    topic = topic_of(code)
    stamp = stamp_of_book(actor=actor, topic=topic, today=today)
    if kept_prints.has(stamp, today=today):
        return OrderView(OrderState.READY, topic)
    order = PrintOrder.objects.filter(partnership_id=actor.partnership_id, topic=topic or "").first()
    if order is None:
        return OrderView(OrderState.NONE, topic)
    if order.failed_at is not None:
        return OrderView(OrderState.FAILED, topic)
    ahead = PrintOrder.objects.filter(failed_at=None, asked_at__lt=order.asked_at).count()
    return OrderView(OrderState.WAITING, topic, ahead)
