"""A large upload for which the disk has no room: "not now" (503), and nothing changed."""

import pytest
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import SubscriberImport

ADD = "/redaktion/accounts/subscriberimport/add/"


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
