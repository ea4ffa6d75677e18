"""A large upload for which the disk has no room: "not now" (503), and nothing changed."""

import pytest
from django.conf import settings
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import SubscriberImport
from web.requests import Request
from web.size_limit import LARGEST_FORM

ADD = "/redaktion/accounts/subscriberimport/add/"


@pytest.mark.parametrize(
    "place", ["/konto/login/", "/konto/signup/", "/", "/redaktion/login/", ADD]
)
@pytest.mark.parametrize("reader", ["anonymous", "member", "bogus session"])
def test_nobody_but_staff_sends_more_than_a_form(
    client, log_in, martha, place, reader, monkeypatch
):
    """Nothing of it is read: decoding takes seconds of CPU and a gigabyte."""
    if reader == "member":
        client = log_in(martha)
    if reader == "bogus session":
        client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    monkeypatch.setattr(Request, "_load_post_and_files", None)

    response = client.post(
        place, "a=" + "%" * LARGEST_FORM, content_type="application/x-www-form-urlencoded"
    )

    if place.startswith("/redaktion/"):
        assert response.headers["Location"] == f"/konto/login/?next={place}"
    else:
        assert response.status_code == 413
        assert "höchstens 100 Kilobyte" in response.content.decode()


def test_a_length_with_zeros_before_it(client, db):
    body = "a=" + "%" * LARGEST_FORM

    response = client.post(
        "/konto/login/",
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"Content-Length": f"{len(body):040}"},
    )

    assert response.status_code == 413


@pytest.mark.parametrize("announced", ["x", "", "9" * 5_000])
def test_a_length_that_is_none(client, db, announced):
    response = client.post("/konto/login/", {}, headers={"Content-Length": announced})

    assert response.status_code == 200


@pytest.fixture
def full_disk(monkeypatch):
    """Temporary files have no room: writing fails, and so does closing what was written."""
    monkeypatch.setattr(temp, "NamedTemporaryFile", lambda **_: open("/dev/full", "wb"))  # noqa: PTH123, SIM115 - Django closes it


@pytest.fixture
def no_folder(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "missing"


@pytest.mark.parametrize("failure", ["full_disk", "no_folder"])
@pytest.mark.parametrize("size", [1, 17 * 1024 * 1024])
def test_it_is_answered_with_not_now(request, log_in, adam, settings, caplog, failure, size):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    client = log_in(adam)
    request.getfixturevalue(failure)

    response = client.post(ADD, {"upload": SimpleUploadedFile("liste.csv", b"x" * size)})

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "Für diese Datei ist gerade kein Platz." in response.content.decode()
    assert not SubscriberImport.objects.exists()
    assert [r.getMessage() for r in caplog.records if r.name == "web"] == [
        "An upload cannot be kept: "
        + {"full_disk": "No space left on device", "no_folder": "No such file or directory"}[
            failure
        ]
    ]


def test_a_large_one_is_kept_where_there_is_room(log_in, adam, settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr("accounts.subscriber_runs._spawn", lambda run: None)
    content = b"email\nludwig@stadtwerke.example\n"

    response = log_in(adam).post(ADD, {"upload": SimpleUploadedFile("liste.csv", content)})

    run = SubscriberImport.objects.get()
    assert response.headers["Location"].endswith(f"/{run.pk}/change/")
    assert run.upload.read() == content
    run.upload.close()
