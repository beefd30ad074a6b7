from backend.kernel.differences import differences
from practice_wisdom.manual.changed_parts import parts_that_differ


def test_only_what_differs_is_shown_and_under_its_heading():
    older = ["A title", "The same.", "## Do this now", "1. Ring.", "2. Wait.", "", "## Law and sources", "- The Act."]
    newer = ["A title", "The same.", "## Do this now", "1. Ring.", "2. Go.", "3. Write.", "", *older[6:]]

    parts = parts_that_differ(differences(older=older, newer=newer))

    assert [(part.heading, len(part.changes)) for part in parts] == [("Do this now", 1)]
    assert "".join(span.text for span in parts[0].changes[0].newer) == "2. Go.\n3. Write."


def test_a_change_before_the_first_heading_has_none():
    parts = parts_that_differ(differences(older=["A", "## B", "c"], newer=["Z", "## B", "c"]))

    assert [part.heading for part in parts] == [""]
