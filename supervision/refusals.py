"""Refusals of supervision that leave something in the trail. They never reach a screen: `edge.trailed` answers them."""

from backend.kernel.errors import NotFound, WrongMoment
from backend.kernel.keys import Key
from backend.safekeeping.sealing import SealBroken


class Hidden(NotFound):
    """Not there, or not for this actor. Both leave the same entry, so that neither words nor time tell them apart."""

    def __init__(self, *, key: Key) -> None:
        super().__init__()
        self.key = key


class StaleText(WrongMoment):
    """Somebody saved in the meantime. The server's text is not in here: handing it over is a reading of its own."""

    def __init__(self, *, key: Key) -> None:
        super().__init__(
            "This was saved elsewhere after you opened it. Your words are not lost: compare both, then save again."
        )
        self.key = key


class BrokenSeal(SealBroken):
    """A fault, not a refusal: the stored text was changed, moved or put back. Nothing is shown."""

    def __init__(self, *, key: Key) -> None:
        super().__init__(f"the seal of {key} is broken")
        self.key = key
