import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from backend.pwa.zipped import gzip_of, squeeze


@given(st.lists(st.text(max_size=300)))
def test_it_unzips_to_the_pieces(texts):
    assert gzip.decompress(gzip_of(map(squeeze, texts))).decode() == "".join(texts)


@given(st.text(max_size=2_000))
def test_a_browser_may_unzip_it_as_it_comes(text):
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    sent = gzip_of([squeeze(text), squeeze("and more")])

    told = b"".join(unpacker.decompress(sent[n : n + 1]) for n in range(len(sent)))

    assert (told.decode(), unpacker.eof, unpacker.unused_data) == (text + "and more", True, b"")


def test_a_token_is_not_compressed_with_what_stands_beside_it():
    """Were it, the guess that is right would make the answer shorter."""
    token, beside = squeeze("k3xw9vq7p2m5"), squeeze("you looked for ")
    guesses = [squeeze(guess) for guess in ("k3xw9vq7p2m5", "zqwxecrvtbyn", "k3xw9vyntbrc")]

    assert len({len(gzip_of([beside, guess, token])) for guess in guesses}) == 1
