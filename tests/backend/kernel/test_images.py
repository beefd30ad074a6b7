"""Whatever is sent, what is kept is a small WebP with nothing but pixels in it. (C20, C26)"""

import random
import resource
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backend.kernel import images
from backend.kernel.errors import Invalid
from backend.kernel.images import reencode

SCRIPT = b"<script>alert(1)</script>"


def picture(kind="PNG", size=(80, 60), mode="RGB", colour="red", **options):
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def noise(size=(2_000, 1_500)):
    pixels = random.Random(7).randbytes(size[0] * size[1] * 3)
    out = BytesIO()
    Image.frombytes("RGB", size, pixels).save(out, "JPEG", quality=95)
    return out.getvalue()


def opened(made):
    return Image.open(BytesIO(made.content))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_says(width, height, rows=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body


def moving(kind):
    out = BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


# -- what people send -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name"), [("PNG", "a.png"), ("JPEG", "b.JPG"), ("JPEG", "b.jpeg"), ("WEBP", "c.webp")]
)
def test_an_image_becomes_a_webp_of_its_size(kind, name):
    made = reencode(picture(kind), name=name)

    assert (opened(made).format, opened(made).size, made.width, made.height) == ("WEBP", (80, 60), 80, 60)


def test_a_large_photograph_becomes_a_small_one():
    made = reencode(noise())

    assert max(made.width, made.height) <= images.MAX_SIDE
    assert len(made.content) <= images.MAX_BYTES
    assert abs(made.width / made.height - 4 / 3) < 0.01


def test_a_photograph_is_turned_the_right_way_up():
    exif = Image.Exif()
    exif[0x0112] = 6

    made = reencode(picture("JPEG", size=(80, 60), exif=exif))

    assert (made.width, made.height) == (60, 80)


def test_place_camera_and_comments_stay_behind():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (51.5, 0.0, 0.0)
    sent = picture("JPEG", exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20)
    assert b"SecretCamera" in sent

    made = reencode(sent)

    assert b"Secret" not in made.content
    assert (dict(opened(made).getexif()), set(opened(made).info) & {"exif", "icc_profile", "xmp"}) == ({}, set())


def test_what_one_can_see_through_becomes_white():
    made = reencode(picture(mode="RGBA", colour=(255, 0, 0, 0)))

    assert all(value > 250 for value in opened(made).convert("RGB").getpixel((5, 5)))


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("PNG", "LA"), ("JPEG", "CMYK")])
def test_every_way_to_hold_colours_is_read(kind, mode):
    made = reencode(picture(kind, mode=mode, colour=0))

    assert opened(made).mode == "RGB"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_hidden_behind_an_image_is_not_kept(kind):
    zipped = b"PK\x03\x04" + SCRIPT + b"%PDF-1.7"

    made = reencode(picture(kind) + zipped)

    assert (b"script" in made.content, b"PK\x03\x04" in made.content) == (False, False)


def test_what_is_hidden_inside_an_image_is_not_kept():
    whole = picture("PNG")
    sent = whole[:33] + chunk(b"tEXt", b"Comment\0" + SCRIPT) + whole[33:]

    assert b"script" not in reencode(sent).content


# -- what is refused --------------------------------------------------------------------------------------------------

REFUSED = {
    "nothing": (b"", "a.png", "damaged"),
    "words": (b"hello", "a.png", "damaged"),
    "a page called an image": (b"<!doctype html>" + SCRIPT, "a.jpg", "damaged"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "a.svg", "SVG"),
    "svg called png": (b"<?xml version='1.0'?><svg/>", "a.png", "SVG"),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.heic", "HEIC"),
    "gif": (picture("GIF"), "a.gif", "kind of file"),
    "gif called png": (picture("GIF"), "a.png", "damaged"),
    "bmp without a name": (picture("BMP"), "", "damaged"),
    "tiff without a name": (picture("TIFF"), "", "damaged"),
    "a program's name": (picture(), "a.exe", "kind of file"),
    "called what it is not": (picture("JPEG"), "a.png", "holds a JPEG"),
    "truncated jpeg": (noise((400, 300))[:-2_000], "a.jpg", "damaged"),
    "truncated png": (picture(size=(300, 300))[:-30], "a.png", "damaged"),
    "truncated webp": (picture("WEBP", size=(300, 300))[:-20], "a.webp", "damaged"),
    "moving png": (moving("PNG"), "a.png", "Moving"),
    "moving webp": (moving("WEBP"), "a.webp", "Moving"),
    "a bomb": (png_that_says(50_000, 50_000, b"\0" * 1_000), "a.png", "too large"),
    "many pixels": (png_that_says(10_000, 10_000), "a.png", "too large"),
    "one long line": (png_that_says(200_000, 1), "a.png", "too large"),
    "no pixels": (png_that_says(0, 10), "a.png", "damaged"),
    "too many bytes": (b"\xff\xd8\xff" + b"\0" * images.MAX_UPLOAD, "a.jpg", "larger than 12 MB"),
}


@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_an_image_is_refused_in_words(sent):
    data, name, said = sent

    with pytest.raises(Invalid, match=said):
        reencode(data, name=name)


def test_a_bomb_takes_no_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for width, height in ((50_000, 50_000), (10_000, 10_000), (19_999, 19_999)):
        with pytest.raises(Invalid):
            reencode(png_that_says(width, height, b"\0" * 10_000_000))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@given(st.binary(max_size=300))
def test_any_bytes_are_an_image_or_refused(data):
    with pytest.raises(Invalid):
        reencode(data)


WHOLE = {kind: picture(kind) for kind in ("JPEG", "PNG", "WEBP")}


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_an_image_with_damage_anywhere_is_an_image_or_refused(kind, data):
    broken = bytearray(WHOLE[kind])
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(broken) - 1), st.integers(0, 255)), max_size=8)
    ):
        broken[place] = value

    try:
        made = reencode(bytes(broken))
    except Invalid:
        return
    assert len(made.content) <= images.MAX_BYTES
