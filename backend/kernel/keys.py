"""Keys name a thing of any app without importing that app: "manual.page:7"."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Key:
    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def of(cls, kind: str, id: object) -> Self:
        return cls(kind, str(id))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key written as "kind:id"; ValueError when it is not one."""
        kind, colon, id = text.partition(":")
        if not (kind and colon and id):
            raise ValueError(f"not a key: {text!r}")
        return cls(kind, id)
