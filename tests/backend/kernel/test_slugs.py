import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.slugs import slug_of


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Éclair, café", "eclair-cafe"),
        ("Tŷ Hafan", "ty-hafan"),
        ("Straße, Łódź, Søren, Æthel", "strasse-lodz-soren-aethel"),
        ("Section 136: home?", "section-136-home"),
        ("  --  ", ""),
        ("日本", ""),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_a_slug_keeps_every_letter_it_can(words, slug):
    assert slug_of(words) == slug


@given(st.text(max_size=200), st.integers(1, 80))
def test_a_slug_can_stand_in_an_address(words, most):
    slug = slug_of(words, most=most)

    assert len(slug) <= most
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert slug_of(slug, most=most) == slug
