import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def docs(client, sign_in, people):
    return sign_in(client, people.officer).get("/api/v1/docs").content.decode()


def test_names_of_functions_read_as_sentences(docs):
    summaries = re.findall(r"<dd>\s*<p>(.*?)</p>", docs)

    assert "Who I am, and the hat I wear" in summaries
    assert [one for one in summaries if " " in one and one == one.title()] == []


def test_what_is_code_is_marked_as_code(docs):
    assert ("`" in docs, "<code>snippet</code> is escaped HTML with <code>&lt;mark&gt;</code>" in docs) == (False, True)
