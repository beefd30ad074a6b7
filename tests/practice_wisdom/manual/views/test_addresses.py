import uuid

import pytest

from practice_wisdom.manual.models import FormerAddress, Page
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.revisions import start_draft

pytestmark = pytest.mark.django_db

OLD = ["/manual/cuckooing", "/manual/cuckooing/history", "/manual/cuckooing/compare?from=1&to=2&view=side-by-side"]
HERE = ["officer", "nurse", "trainer", "lead"]


@pytest.fixture
def moved(people, stages, now):
    """A live page with a second revision under way, once at manual/cuckooing, now at manual/taken-over."""
    stages.live()
    start_draft(actor=people.trainer, slug="cuckooing", now=now)
    return change_address(actor=people.trainer, slug="cuckooing", new_slug="taken-over", now=now)


@pytest.mark.parametrize("who", HERE)
@pytest.mark.parametrize("address", OLD)
def test_an_old_address_leads_to_the_new_one_with_its_query(client, sign_in, people, moved, who, address):
    response = sign_in(client, getattr(people, who)).get(address)

    assert (response.status_code, response["Location"]) == (301, address.replace("cuckooing", "taken-over"))
    # Remembered by a browser it would be a circle once the page goes back, and a trace on a shared phone.
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("address", OLD)
def test_an_old_address_tells_nobody_elsewhere(client, sign_in, people, moved, address):
    assert sign_in(client, people.trainer).get(address).status_code == 301

    answers = [
        sign_in(client, people.outsider).get(where) for where in (address, address.replace("cuckooing", "nowhere"))
    ]

    assert [(a.status_code, "taken-over" in a.content.decode()) for a in answers] == [(404, False)] * 2


def test_an_old_address_asks_to_sign_in(client, moved):
    response = client.get("/manual/cuckooing")

    assert (response.status_code, response.url.split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize(("who", "statuses"), [("officer", [404, 404]), ("lead", [404, 301])])
def test_a_page_never_published_leads_those_who_prepare_it_to_its_history(
    client, sign_in, people, stages, now, who, statuses
):
    stages.draft()
    change_address(actor=people.trainer, slug="cuckooing", new_slug="taken-over", now=now)

    sign_in(client, getattr(people, who))

    assert [client.get(address).status_code for address in OLD[:2]] == statuses


def test_a_page_that_is_there_wins_and_costs_no_more(client, sign_in, people, stages, now, moved, count_queries):
    stages.live(slug="other")
    sign_in(client, people.officer).get("/manual/other")
    without = count_queries(lambda: client.get("/manual/other"))
    # No operation allows it.
    FormerAddress.objects.filter(page=moved).update(slug="other")

    answers = []
    assert count_queries(lambda: answers.append(client.get("/manual/other"))) == without
    assert answers[0].status_code == 200


def test_several_moves_lead_there_in_one_step(client, sign_in, people, moved, now):
    change_address(actor=people.trainer, slug="taken-over", new_slug="third", now=now)

    sign_in(client, people.officer)

    assert [client.get(f"/manual/{slug}")["Location"] for slug in ("cuckooing", "taken-over")] == ["/manual/third"] * 2


@pytest.mark.parametrize("who", HERE)
def test_curators_find_the_form_and_the_former_addresses_on_the_history(client, sign_in, people, moved, who):
    page = sign_in(client, getattr(people, who)).get("/manual/taken-over/history").content.decode()

    sees = [text in page for text in ("/manual/taken-over/address", "manual/cuckooing, until ")]
    assert sees == [who == "trainer"] * 2


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 403), ("lead", 403), ("nurse", 403), ("outsider", 404), ("approver", 200)]
)
def test_the_form_by_role(client, sign_in, people, stages, who, status):
    stages.live()
    sign_in(client, getattr(people, who))

    answers = [
        client.get("/manual/cuckooing/address").status_code,
        client.post("/manual/cuckooing/address", {"slug": "x"}).status_code,
    ]

    assert answers == [status, 302 if status == 200 else status]
    assert Page.objects.get().slug == ("x" if status == 200 else "cuckooing")


def test_changing_it_leads_to_the_history_at_the_new_address(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.trainer)
    form = client.get("/manual/cuckooing/address").content.decode()

    response = client.post("/manual/cuckooing/address", {"slug": "taken-over"}, follow=True)

    assert "Printed codes and old links go on working" in form
    assert response.redirect_chain == [("/manual/taken-over/history", 302)]
    assert "This page is at manual/taken-over now. manual/cuckooing leads here too." in response.content.decode()


def test_a_double_tap_moves_it_once(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.trainer)
    data = {"slug": "taken-over", "once": str(uuid.uuid4())}

    answers = [client.post("/manual/cuckooing/address", data) for _ in range(2)]

    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/manual/taken-over/history")] * 2
    assert FormerAddress.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("", "This field is required."),
        ("Not Good", "Enter a valid"),
        ("Upper", "Use small letters"),
        ("desk", "is an address of its own"),
        ("other", "There is a page here already."),
        ("before", "Another page was here once"),
    ],
)
def test_a_refused_address_stays_in_the_form(client, sign_in, people, stages, now, slug, said):
    stages.live()
    stages.live(slug="before")
    change_address(actor=people.trainer, slug="before", new_slug="other", now=now)

    response = sign_in(client, people.trainer).post("/manual/cuckooing/address", {"slug": slug})

    page = response.content.decode()
    assert (response.status_code, Page.objects.filter(slug="cuckooing").count()) == (422, 1)
    assert ("There is a problem" in page, said in page, f'value="{slug}"' in page) == (True, True, bool(slug))


def test_the_form_of_a_page_that_has_moved(client, sign_in, people, moved):
    sign_in(client, people.approver)

    opened = client.get("/manual/cuckooing/address")
    sent = client.post("/manual/cuckooing/address", {"slug": "third"})

    assert (opened.status_code, opened["Location"]) == (301, "/manual/taken-over/address")
    assert (sent.status_code, Page.objects.get().slug) == (409, "taken-over")
    assert "It is at manual/taken-over now" in sent.content.decode()


def test_a_new_page_at_a_former_address_is_refused_in_its_form(client, sign_in, people, moved):
    from tests.practice_wisdom.manual.views.test_revisions import new

    response = sign_in(client, people.trainer).post("/manual/new", new())

    assert (response.status_code, Page.objects.count()) == (422, 1)
    assert "Another page was here once" in response.content.decode()


def test_the_history_takes_the_same_queries_for_one_and_for_three(client, sign_in, people, stages, now, count_queries):
    stages.live(slug="a1")
    change_address(actor=people.trainer, slug="a1", new_slug="a2", now=now)
    sign_in(client, people.trainer).get("/manual/a2/history")
    with_one = count_queries(lambda: client.get("/manual/a2/history"))
    for number in (3, 4):
        change_address(actor=people.trainer, slug=f"a{number - 1}", new_slug=f"a{number}", now=now)

    assert count_queries(lambda: client.get("/manual/a4/history")) == with_one
