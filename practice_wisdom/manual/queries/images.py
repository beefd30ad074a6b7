"""The images of a partnership's manual."""

from collections.abc import Iterable

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.markdown import Rendered
from practice_wisdom.manual.models import Image
from practice_wisdom.manual.words import ImageSize, Words, image_address, image_digests, set_out

LATEST = 30


def image_to_show(*, actor: Actor, digest: str) -> Image:
    """Of this actor's partnership only: elsewhere the same image has a row of its own, or none."""
    found = Image.objects.filter(partnership_id=actor.partnership_id, digest=digest).first()
    if found is None:
        raise NotFound
    return found


def image_contents(*, partnership_id: int, digests: Iterable[str]) -> dict[str, bytes]:
    """The WebP bytes by digest, of those that are there: for what leaves as one file."""
    rows = Image.objects.filter(partnership_id=partnership_id, digest__in=list(digests))
    return {digest: bytes(content) for digest, content in rows.values_list("digest", "content")}


def latest_images(*, actor: Actor) -> list[Image]:
    """Without their content."""
    return list(Image.objects.filter(partnership_id=actor.partnership_id).defer("content").order_by("-id")[:LATEST])


def count_images(*, partnership_id: int) -> int:
    return Image.objects.filter(partnership_id=partnership_id).count()


def set_out_with_images(words: Words, *, partnership_id: int) -> Rendered:
    """The body as HTML, with the images of this partnership and no other. A query only where it names some."""
    digests = image_digests(words.body)
    if not digests:
        return set_out(words)
    rows = Image.objects.filter(partnership_id=partnership_id, digest__in=digests).order_by("digest")
    sizes = [ImageSize(image_address(digest), *size) for digest, *size in rows.values_list("digest", "width", "height")]
    return set_out(words, images=tuple(sizes))
