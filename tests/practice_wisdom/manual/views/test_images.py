from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backend.kernel.images import MAX_UPLOAD
from practice_wisdom.manual.models import Image
from tests.practice_wisdom.manual.operations.test_images import png

pytestmark = pytest.mark.django_db


def file(data=None, name="gate.png"):
    return SimpleUploadedFile(name, png() if data is None else data, content_type="image/png")


def send(client, *, json=False, image=None, words="The side [gate]"):
    headers = {"Accept": "application/json"} if json else {}
    sent = {"image": image or file(), "alternative_text": words}
    return client.post("/manual/images", sent, headers=headers)


def test_the_editor_gets_the_markdown(client, sign_in, people):
    response = send(sign_in(client, people.trainer), json=True)

    image = Image.objects.get()
    assert response.status_code == 201
    assert response.json() == {"markdown": f"![The side \\[gate\\]]({image.url})", "url": image.url}


def test_without_scripts_the_page_gives_the_line_to_copy(client, sign_in, people):
    response = send(sign_in(client, people.trainer))

    assert (response.status_code, response.url) == (302, "/manual/images")
    page = client.get("/manual/images").content.decode()
    assert f"![The side \\[gate\\]]({Image.objects.get().url})" in page


@pytest.mark.parametrize("json", [True, False])
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"words": ""}, "Say in words what the image shows."),
        ({"image": file(b"<svg/>", "a.svg")}, "An SVG file can hold a program"),
        ({"image": file(b"hello")}, "This file is damaged"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_is_stored(client, sign_in, people, json, facts, said):
    if "image" in facts:
        facts["image"].seek(0)

    response = send(sign_in(client, people.trainer), json=json, **facts)

    assert (response.status_code, Image.objects.count()) == (422, 0)
    assert said in response.content.decode()


def test_what_is_larger_than_any_file_is_refused_before_it_is_read(client, sign_in, people):
    response = sign_in(client, people.trainer).generic(
        "POST",
        "/manual/images",
        b"--x--",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=MAX_UPLOAD * 2,
    )

    assert (response.status_code, Image.objects.count()) == (400, 0)


@pytest.mark.parametrize("who", ["officer", "lead", "nurse"])
def test_only_curators_add_images(client, sign_in, people, who):
    sign_in(client, getattr(people, who))

    assert (send(client).status_code, client.get("/manual/images").status_code) == (403, 403)
    assert Image.objects.count() == 0


def test_an_image_is_shown_to_its_partnership_and_asked_for_each_time(client, sign_in, people):
    send(sign_in(client, people.trainer), json=True)
    url = Image.objects.get().url

    response = sign_in(client, people.officer).get(url)

    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (
        200,
        "image/webp",
        "private, no-cache",
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert BytesIO(response.content).read(4) == b"RIFF"
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    sign_in(client, people.outsider)
    assert client.get(url).status_code == 404
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_every_other_answer_is_still_not_kept(client, sign_in, people):
    assert sign_in(client, people.officer).get("/manual/")["Cache-Control"] == "no-store, private"
