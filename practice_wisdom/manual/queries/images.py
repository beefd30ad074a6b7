"""The images of a partnership's manual."""

from collections.abc import Iterable

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.markdown import Rendered
from practice_wisdom.manual.models import Image, ImportedPage, KeptText, Revision
from practice_wisdom.manual.words import IMAGES, ImageSize, Words, image_address, image_digests, set_out

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


def images_there(*, partnership_id: int, digests: set[str]) -> set[str]:
    """Of these, those that there are."""
    if not digests:
        return set()
    found = Image.objects.filter(partnership_id=partnership_id, digest__in=digests)
    return set(found.values_list("digest", flat=True))


def images_in_use() -> set[tuple[int, str]]:
    """Partnership and digest of every image that words name: of any revision, late text or import, live or long ago.

    A digest that stands anywhere counts, also in a text that does not show it: rather kept than lost.
    """
    revisions = Revision.objects.filter(body__contains=IMAGES).values_list("page__partnership_id", "body")
    late = KeptText.objects.filter(body__contains=IMAGES).values_list("revision__page__partnership_id", "body")
    found = {
        (where, one) for rows in (revisions, late) for where, body in rows.iterator() for one in image_digests(body)
    }
    brought = ImportedPage.objects.exclude(content=None).values_list("brought__partnership_id", "content")
    return found | {
        (where, one) for where, content in brought.iterator() for one in image_digests(str((content or {}).get("body")))
    }


def set_out_with_images(words: Words, *, partnership_id: int) -> Rendered:
    """The body as HTML, with the images of this partnership and no other. A query only where it names some."""
    digests = image_digests(words.body)
    if not digests:
        return set_out(words)
    rows = Image.objects.filter(partnership_id=partnership_id, digest__in=digests).order_by("digest")
    sizes = [ImageSize(image_address(digest), *size) for digest, *size in rows.values_list("digest", "width", "height")]
    return set_out(words, images=tuple(sizes))
