"""A storage that is full or away: a message for editors, 503 for readers, nothing left behind."""

import os
import subprocess
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InterfaceError, OperationalError, connection

from articles import picture_files
from articles.models import Article, Picture
from tests.articles.desk import ADD, LIST, change_url, errors_of, filled
from tests.articles.storages import StoreAway, Unreliable
from tests.articles.test_pictures import WORDS, drawn, urls_in
from tests.conftest import NOW

MESSAGE = "Das Bild konnte nicht gespeichert werden: Der Speicher ist voll oder antwortet nicht."


@pytest.fixture
def use_storage(settings, monkeypatch):
    def use_storage(kind, folder):
        path = f"{kind.__module__}.{kind.__qualname__}"
        options = {"location": folder}
        settings.STORAGES |= {"pictures": {"BACKEND": path, "OPTIONS": options}}
        monkeypatch.setattr(Picture._meta.get_field("file"), "storage", kind(**options))

    return use_storage


@pytest.fixture
def storage(use_storage, tmp_path, monkeypatch):
    """An unreliable one, reliable at first."""
    for name, value in {"writes_left": None, "readable": True, "deletable": True}.items():
        monkeypatch.setattr(Unreliable, name, value)
    use_storage(Unreliable, tmp_path)
    return Unreliable


@pytest.fixture
def article(write):
    return write()


def left_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture
def send(desk, django_capture_on_commit_callbacks):
    """Sends the article's form, as the browser does, and lets the commit happen."""

    def send(article, **changes):
        article.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(change_url(article), filled(article, **WORDS | changes))

    return send


@pytest.mark.parametrize("error", [StoreAway, OSError])
@pytest.mark.parametrize("writes", range(7))
def test_whichever_write_fails(storage, article, send, tmp_path, monkeypatch, error, writes):
    """The picture and its six sizes."""
    monkeypatch.setattr(storage, "writes_left", writes)
    monkeypatch.setattr(storage, "error", error)

    response = send(article, headline="Neue Zeile", picture=drawn())

    assert response.status_code == 200
    (message,) = errors_of(response)["picture"]
    assert message.startswith(MESSAGE)
    assert 'value="Neue Zeile"' in response.content.decode()
    assert left_in(tmp_path) == []
    assert not Picture.objects.exists()
    assert Article.objects.get().headline != "Neue Zeile"


def test_the_picture_that_stood_there_stays(storage, article, send, tmp_path, client):
    send(article, picture=drawn())
    before = left_in(tmp_path)
    storage.writes_left = 3

    assert send(article, picture=drawn("PNG")).status_code == 200

    assert left_in(tmp_path) == before
    for url in urls_in(client.get(article.get_absolute_url()).content.decode()):
        assert client.get(url).status_code == 200


def test_a_new_article_says_so_too(storage, desk, town, tmp_path):
    storage.writes_left = 1
    form = {"headline": "Neu", "teaser": "T.", "body": "<p>B.</p>", "source": town.pk,
            "state": "draft", "picture": drawn()}  # fmt: skip

    response = desk.post(ADD, form | WORDS)

    assert errors_of(response)["picture"][0].startswith(MESSAGE)
    assert left_in(tmp_path) == []
    assert not Article.objects.exists()


def test_a_storage_that_cannot_even_delete(storage, article, send, caplog):
    storage.writes_left, storage.deletable = 3, False

    assert errors_of(send(article, picture=drawn()))["picture"][0].startswith(MESSAGE)
    assert "are left: StoreAway" in caplog.text


@pytest.mark.parametrize("failing", ["saving._record", "duplicates.find", "saving._write_picture"])
def test_a_save_that_fails_afterwards_leaves_no_files(
    storage, article, send, tmp_path, monkeypatch, failing
):
    send(article, picture=drawn())
    before = left_in(tmp_path)

    def fail(*args, **kwargs):
        raise IntegrityError("a constraint")

    with monkeypatch.context() as patch:
        patch.setattr(f"articles.desk.articles.{failing}", fail)
        assert send(article, picture=drawn("PNG")).status_code == 302  # the form, anew

    assert left_in(tmp_path) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_commit_that_is_carried_out_without_an_answer_keeps_the_files(
    storage, article, desk, client, monkeypatch, error
):
    commit, write, under_way = connection._commit, picture_files.write, []

    def write_and_lose_the_answer(upload, **fields):
        under_way.append(upload.name)
        return write(upload, **fields)

    def commit_without_an_answer():
        commit()
        if under_way.pop() if under_way else None:
            raise error("lost")

    monkeypatch.setattr(picture_files, "write", write_and_lose_the_answer)
    monkeypatch.setattr(connection, "_commit", commit_without_an_answer)

    response = desk.post(change_url(article), filled(article, picture=drawn(), **WORDS))

    assert response.status_code == 503
    for url in urls_in(client.get(article.get_absolute_url()).content.decode()):
        assert client.get(url).status_code == 200
    assert Picture.objects.exists()


def test_wrong_forms_and_previews_write_nothing(storage, article, send, desk, tmp_path):
    assert send(article, headline="", picture=drawn()).status_code == 200
    typed = filled(article, picture=drawn(), als="anonym", **WORDS)
    assert desk.post(f"{LIST}vorschau/", typed).status_code == 200

    assert left_in(tmp_path) == []


def test_a_replaced_picture_of_another_shape(storage, article, send, client, tmp_path):
    """Width, height and sizes are the new one's, and only its files are left."""
    send(article, picture=drawn(size=(1600, 900)))
    send(article, picture=drawn(size=(700, 1000)))

    content = client.get(article.get_absolute_url()).content.decode()
    assert 'width="700" height="1000"' in content
    urls = urls_in(content)
    assert {url.rpartition("/")[2] for url in urls} == {
        f"{width}w.{kind}" for width in (320, 640) for kind in ("avif", "webp")
    }
    assert [client.get(url).status_code for url in urls] == [200] * 4
    stem = Picture.objects.get().file.name.removesuffix(".jpg")
    assert left_in(tmp_path) == sorted(
        [stem, f"{stem}.jpg"] + [f"{stem}/{url.rpartition('/')[2]}" for url in urls]
    )

    send(article, picture=drawn(size=(2000, 1000)))
    send(article, picture_removed="on")
    assert left_in(tmp_path) == []


def test_readers_are_told_to_come_back(storage, article, send, client):
    send(article, picture=drawn())
    page = article.get_absolute_url()
    (url, *_) = urls_in(client.get(page).content.decode())
    storage.readable = False

    response = client.get(url)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get(page).status_code == 200
    assert send(article, headline="Ohne neues Bild").status_code == 302


def test_old_files_that_cannot_be_deleted_cost_no_save(storage, article, send, caplog):
    send(article, picture=drawn())
    storage.deletable = False

    assert send(article, picture_removed="on").status_code == 302
    assert "are left: StoreAway" in caplog.text


def test_what_no_article_shows_is_removed_a_day_later(
    storage, article, send, tmp_path, clock, capsys
):
    send(article, picture=drawn())
    kept = left_in(tmp_path)
    storage.writes_left, storage.deletable = 3, False
    send(article, picture=drawn("PNG"))
    (tmp_path / "hinweise.txt").write_text("Nicht von hier")
    storage.deletable = True
    everything = left_in(tmp_path)
    for path in tmp_path.rglob("*"):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    call_command("remove_unused_pictures")
    assert left_in(tmp_path) == everything
    clock.shift(timedelta(days=1, minutes=1))
    call_command("remove_unused_pictures", "--dry-run")
    assert left_in(tmp_path) == everything
    call_command("remove_unused_pictures")

    assert left_in(tmp_path) == sorted([*kept, "hinweise.txt"])
    assert capsys.readouterr().out.splitlines() == [
        "0 pictures removed", "dry run, nothing removed: 1 pictures", "1 pictures removed",
    ]  # fmt: skip


def test_a_storage_that_is_away_is_said(storage, db, monkeypatch):
    def refuse(self, path):
        raise StoreAway

    monkeypatch.setattr(storage, "listdir", refuse)

    with pytest.raises(CommandError, match=r"The storage of pictures does not answer: StoreAway$"):
        call_command("remove_unused_pictures")


@pytest.fixture
def small_disk(tmp_path):
    """A real disk with room for a picture and some of its sizes."""
    if os.getuid() != 0:
        pytest.skip("only root may mount a disk")
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", tmp_path], check=True)
    yield tmp_path
    subprocess.run(["/bin/umount", tmp_path], check=True)


def test_a_full_disk(use_storage, small_disk, article, send):
    use_storage(FileSystemStorage, small_disk)
    response = send(article, picture=drawn())

    assert errors_of(response)["picture"][0].startswith(MESSAGE)
    assert left_in(small_disk) == []
    subprocess.run(["/bin/mount", "-o", "remount,size=8m", small_disk], check=True)
    assert send(article, picture=drawn()).status_code == 302
    assert Picture.objects.exists()


def test_an_upload_needs_no_room_on_the_disk_for_temporary_files(
    use_storage, tmp_path, settings, article, send
):
    use_storage(FileSystemStorage, tmp_path)
    settings.FILE_UPLOAD_TEMP_DIR = "/proc"  # nothing can be written there
    upload = SimpleUploadedFile("gross.jpg", drawn().read() + bytes(4_000_000))

    assert send(article, picture=upload).status_code == 302


def test_no_pictures_yet(use_storage, tmp_path, db, capsys):
    use_storage(FileSystemStorage, tmp_path / "none")

    call_command("remove_unused_pictures")

    assert capsys.readouterr().out == "0 pictures removed\n"
