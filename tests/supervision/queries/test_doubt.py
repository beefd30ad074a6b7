from supervision.queries.doubt import doubts, doubts_in

NAMED = "I asked Jane Smith, NHS 943 476 5919. Jane Smith said no."


def test_the_same_words_are_shown_once_with_the_reason():
    assert [(one.words, one.reason) for one in doubts(NAMED)] == [
        ("Jane Smith", "This looks like somebody's name"),
        ("943 476 5919", "This looks like an NHS number"),
    ]


def test_what_was_explained_is_not_explained_again():
    assert [one.words for one in doubts(NAMED, explained=["Jane Smith"])] == ["943 476 5919"]


def test_a_doubt_does_not_show_its_words_in_a_fault_report():
    assert "Jane" not in repr(doubts(NAMED))


def test_only_what_would_be_signed_is_looked_at_for_both(pair):
    record = pair.starts()
    pair.writes(record, "I asked Jane Smith.", visibility="TWO_OF_US")
    pair.writes(record, "John Jones was there.", stage="so-what")
    pair.writes(record, "Mrs Patel opened.", by=pair.socialworker, stage="now-what", visibility="EVERYONE_IN_SESSION")

    found = doubts_in(pair.opens(record, by=pair.sergeant))

    assert [(one.stage, one.words, one.is_mine) for one in found] == [
        ("what", "Jane Smith", True),
        ("now-what", "Mrs Patel", False),
    ]
