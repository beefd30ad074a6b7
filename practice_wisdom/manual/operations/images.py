from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted
from backend.kernel.images import Reencoded, reencode
from backend.kernel.keys import Key
from practice_wisdom.manual import policy
from practice_wisdom.manual.arrivals import Arrival
from practice_wisdom.manual.models import MAX_ALTERNATIVE_TEXT, Image
from practice_wisdom.manual.queries.images import count_images, images_in_use
from practice_wisdom.manual.words import alternative_texts, image_digests

# 150 kB each at most: what a partnership can take of the disk, and of every backup.
MOST_IMAGES = 2_000
# Time to find a tab that is still open, and a draft on a phone.
KEPT_UNUSED = timedelta(days=30)


def add_image(*, actor: Actor, data: bytes, name: str, alternative_text: str, now: datetime) -> Image:
    """What is stored is the image made anew, never the file. The same image again gives the row that is there."""
    if not policy.can_write(actor):
        raise NotPermitted("Only curators add images.")
    words = _words_for(alternative_text)
    try:
        made = reencode(data, name=name)
    except Invalid as refusal:
        raise Invalid(refusal.message, fields={"image": [refusal.message]}) from refusal
    digest = sha256(made.content).hexdigest()[:32]
    # Decoding takes a while: no lock on the database is held meanwhile.
    with transaction.atomic():
        return _added(actor, digest, made, words, now)


@transaction.atomic
def add_brought_images(*, actor: Actor, arrivals: Iterable[Arrival], now: datetime) -> None:
    """Those that pages among the arrivals show, under the address they had where they come from.

    The words of such a page stay as they are, to the last letter. What is here under that address stays too.
    """
    said: dict[str, str] = {}
    for words in (one.words for one in arrivals if one.words):
        said |= dict.fromkeys(image_digests(words.body), words.title) | alternative_texts(words.body)
    brought = {one.digest: one.image for one in arrivals if one.image and one.digest in said}
    for digest, made in sorted(brought.items()):
        _added(actor, digest, made, _words_for(said[digest][:MAX_ALTERNATIVE_TEXT]), now)


def _added(actor: Actor, digest: str, made: Reencoded, words: str, now: datetime) -> Image:
    if count_images(partnership_id=actor.partnership_id) >= MOST_IMAGES:
        raise Invalid(f"This manual has {MOST_IMAGES} images, and no room for more.")
    image, is_new = Image.objects.get_or_create(
        partnership_id=actor.partnership_id,
        digest=digest,
        defaults={
            "content": made.content,
            "width": made.width,
            "height": made.height,
            "alternative_text": words,
            "added_by_id": actor.membership_id,
            "added_at": now,
        },
    )
    if is_new:
        key = Key.of("manual.image", image.id)
        audit.record(actor=actor, verb=Verb.COLLECT, key=key, reason="image added", now=now)
    elif image.unused_since is not None:
        # It is about to be put on a page again.
        image.unused_since = None
        image.save(update_fields=["unused_since"])
    return image


@transaction.atomic
def forget_unused_images(*, now: datetime) -> int:
    """Deletes what nothing has shown for 30 days; the number deleted. Safe to cut short."""
    there = list(Image.objects.defer("content").select_for_update(of=("self",)).order_by("id"))
    used = images_in_use() if there else set()
    unused = [image for image in there if (image.partnership_id, image.digest) not in used]
    Image.objects.filter(unused_since__isnull=False).exclude(id__in=[one.id for one in unused]).update(
        unused_since=None
    )
    Image.objects.filter(id__in=[one.id for one in unused], unused_since=None).update(unused_since=now)
    over = [image for image in unused if image.unused_since and image.unused_since < now - KEPT_UNUSED]
    for image in over:
        key = Key.of("manual.image", image.id)
        audit.record(actor=None, verb=Verb.ERASE, key=key, reason="unused image deleted", now=now)
    Image.objects.filter(id__in=[one.id for one in over]).delete()
    return len(over)


def _words_for(alternative_text: str) -> str:
    words = " ".join(alternative_text.replace("\0", "").split())
    if not words:
        text = "Say in words what the image shows, for those who cannot see it."
        raise Invalid(text, fields={"alternative_text": [text]})
    if len(words) > MAX_ALTERNATIVE_TEXT:
        text = f"This has room for {MAX_ALTERNATIVE_TEXT} characters. Say more on the page itself."
        raise Invalid(text, fields={"alternative_text": [text]})
    return words
