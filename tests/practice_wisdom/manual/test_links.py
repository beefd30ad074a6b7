from practice_wisdom.manual.links import MARK, leads_to, mark_withdrawn

LINK = '<a href="/manual/gone">Gone</a>'


def test_a_link_says_that_its_page_is_withdrawn():
    html = (
        f'{LINK} <a class="x" href="/manual/gone#part">a <strong>part</strong></a> <a href="/manual/gone-not">Not</a>'
    )

    marked = mark_withdrawn(html, ["gone"])

    assert marked.count(MARK) == 2
    assert marked.startswith(f"{LINK}{MARK}")
    assert mark_withdrawn(html, []) == html


def test_what_leads_where():
    assert leads_to("gone", LINK)
    assert not leads_to("go", LINK)
