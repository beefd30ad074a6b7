"""An uploaded image made anew: decoded within limits, turned the right way up, scaled, and written again.

Only pixels cross over. Place and camera, comments, and whatever was hidden behind the image stay behind.
"""

import struct
import threading
import warnings
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageOps

from backend.kernel.errors import Invalid

MAX_UPLOAD = 12_000_000
MAX_SIDE, MAX_BYTES = 1_600, 150_000
# How many pixels may be decoded. A plain JPEG is scaled down while it is read, everything else is held whole.
MAX_PIXELS_JPEG, MAX_PIXELS = 64_000_000, 12_000_000
MAX_SIDE_READ = 20_000
KINDS = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "WEBP": ("webp",)}
WIDTHS = (MAX_SIDE, 1_200, 900, 600, 300)
QUALITIES = (82, 65, 45)

TAKEN = "Use a JPEG, PNG or WebP image."
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# Between once and twice its limit Pillow only warns.
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Everything that Pillow's readers raise over bytes that are not what they say.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)
# One at a time: what images take of the memory is then bounded however many people add one at once.
_decoding = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reencoded:
    """A WebP image."""

    content: bytes = field(repr=False)
    width: int
    height: int


def reencode(data: bytes, *, name: str = "") -> Reencoded:
    """At most 1,600 pixels a side and 150 kB. `name` is the file's, where it has one. Raises Invalid, in words."""
    if len(data) > MAX_UPLOAD:
        raise Invalid(f"This file is larger than {MAX_UPLOAD // 1_000_000} MB. Make it smaller first.")
    _refuse_kind(data, name.rpartition(".")[2].lower() if "." in name else "")
    with _decoding:
        try:
            return _written(_decoded(data, name))
        except _BOMBS as bomb:
            raise Invalid("This image is too large. Make it smaller first.") from bomb
        except _BROKEN as broken:
            raise Invalid(f"This file is damaged, or it is not an image. {TAKEN}") from broken


def _refuse_kind(data: bytes, ending: str) -> None:
    start = data[:1_000].lstrip().lower()
    if ending == "svg" or start.startswith((b"<svg", b"<?xml")) or b"<svg" in start:
        raise Invalid(f"An SVG file can hold a program, so it is not taken. {TAKEN}")
    if ending in ("heic", "heif") or data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"):
        raise Invalid(f"HEIC images cannot be read here. Send it as a JPEG, or take a screenshot of it. {TAKEN}")
    if ending and ending not in {one for endings in KINDS.values() for one in endings}:
        raise Invalid(f"This kind of file is not taken. {TAKEN}")


def _decoded(data: bytes, name: str) -> Image.Image:
    """Within limits that are looked at before a single pixel is read."""
    image = Image.open(BytesIO(data), formats=list(KINDS))
    # Many telephones put a second, smaller picture behind the first; Pillow calls such a JPEG an MPO.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    _refuse_wrong_name(kind, name)
    if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise Invalid("Moving images are not taken. Send one still image.")
    scales_while_reading = kind == "JPEG" and not image.info.get("progressive")
    limit = MAX_PIXELS_JPEG if scales_while_reading else MAX_PIXELS
    if max(image.size) > MAX_SIDE_READ or image.width * image.height > limit:
        raise Invalid(f"This image is too large: {image.width} by {image.height} pixels. Make it smaller first.")
    if kind == "JPEG":
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    image.load()
    return image


def _refuse_wrong_name(kind: str, name: str) -> None:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending and ending not in KINDS[kind]:
        raise Invalid(f"This file is called .{ending} but holds a {kind}. Save it again as what it is called.")


def _written(image: Image.Image) -> Reencoded:
    """The largest and best that fits."""
    upright = ImageOps.exif_transpose(image) or image
    for most in WIDTHS:
        pixels = _pixels(upright, most)
        for quality in QUALITIES:
            out = BytesIO()
            pixels.save(out, "WEBP", quality=quality, method=4)
            if out.tell() <= MAX_BYTES:
                return Reencoded(content=out.getvalue(), width=pixels.width, height=pixels.height)
    raise Invalid("This image does not fit into 150 kB. Cut a part out of it.")


def _pixels(image: Image.Image, most: int) -> Image.Image:
    """On white, and in a new image that knows nothing but its pixels."""
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    scaled = image.convert("RGBA" if see_through else "RGB")
    scaled.thumbnail((most, most), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", scaled.size, "white")
    clean.paste(scaled, mask=scaled.getchannel("A") if see_through else None)
    return clean
