"""Pictures: what is accepted, what is stripped, who sees them, and that they go when they must."""

import io
import re

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.models import Article, Picture, Version
from tests.articles.desk import ADD, LIST, change_url, errors_of, filled

WORDS = {"picture_alt": "Der Marktplatz im Regen", "picture_credit": "Foto: Stadt Altenbrück"}
PLACE = b"GPS 49.4447 7.7690"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    """Pictures of a test lie in a folder of its own."""
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES |= {"pictures": local | {"OPTIONS": {"location": tmp_path}}}
    monkeypatch.setattr(
        Picture._meta.get_field("file"), "storage", FileSystemStorage(location=tmp_path)
    )
    return tmp_path


def drawn(kind="JPEG", size=(1600, 900), mode="RGB", **options):
    written = io.BytesIO()
    Image.new(mode, size, "teal").save(written, kind, **options)
    return SimpleUploadedFile(f"foto.{kind.lower()}", written.getvalue())


@pytest.fixture
def article(write):
    return write()


@pytest.fixture
def with_picture(desk, article):
    response = desk.post(change_url(article), filled(article, picture=drawn(), **WORDS))
    assert response.status_code == 302
    article.refresh_from_db()
    return article


def urls_in(content):
    return sorted(set(re.findall(r"/bilder/[0-9a-f]{32}/\d+w\.(?:avif|webp)", content)))


def test_it_is_shown_to_everyone_in_modern_formats_and_fitting_sizes(client, with_picture):
    content = client.get(with_picture.get_absolute_url()).content.decode()

    assert 'alt="Der Marktplatz im Regen"' in content
    assert "<figcaption>Foto: Stadt Altenbrück</figcaption>" in content
    assert 'width="1600" height="900"' in content
    urls = urls_in(content)
    assert {url.rpartition("/")[2] for url in urls} == {
        f"{width}w.{kind}" for width in (320, 640, 1280) for kind in ("avif", "webp")
    }
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200
        assert response.headers["Cache-Control"].startswith("public")
        width = int(re.search(r"(\d+)w", url)[1])
        assert Image.open(io.BytesIO(response.content)).width == width


def test_the_front_page_shows_it_on_its_lead_and_search_engines_learn_of_it(client, with_picture):
    assert 'class="lead-picture"' in client.get("/").content.decode()
    content = client.get(with_picture.get_absolute_url()).content.decode()
    assert '"image": ["http://testserver/bilder/' in content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_formats(desk, article, folder, kind):
    desk.post(change_url(article), filled(article, picture=drawn(kind), **WORDS))

    with Image.open(folder / Picture.objects.get().file.name) as stored:
        assert stored.format == "JPEG"


def test_nothing_of_the_file_itself_is_kept(desk, article, folder):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010E] = PLACE.decode()
    upload = drawn(exif=exif, comment=PLACE)
    assert PLACE in upload.read()
    upload.seek(0)

    desk.post(change_url(article), filled(article, picture=upload, **WORDS))

    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (900, 1600)
    assert re.fullmatch(r"[0-9a-f]{32}\.jpg", picture.file.name)
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) > 4
    for file in files:
        assert PLACE not in file.read_bytes()
        with Image.open(file) as stored:
            assert not stored.getexif()


def svg():
    markup = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9"/></svg>'
    return SimpleUploadedFile("bild.svg", markup, content_type="image/svg+xml")


def bomb():
    """Ten thousand times ten thousand points in some kilobytes."""
    written = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(written, "PNG")
    return SimpleUploadedFile("bombe.png", written.getvalue())


def cut_short():
    content = drawn().read()
    return SimpleUploadedFile("halb.jpg", content[: len(content) // 2])


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (svg, "Bitte wählen Sie ein Bild im Format JPEG, PNG, WebP oder AVIF."),
        (lambda: drawn("GIF"), "Bitte wählen Sie ein Bild im Format JPEG, PNG, WebP oder AVIF."),
        (lambda: SimpleUploadedFile("x.jpg", b"<script>"), "Bitte wählen Sie ein Bild im Format"),
        (lambda: SimpleUploadedFile("x.jpg", b""), "Die übertragene Datei ist leer."),
        (cut_short, "Bitte wählen Sie ein Bild im Format"),
        (bomb, "Das Bild ist zu groß"),
        (lambda: SimpleUploadedFile("x.jpg", drawn().read() + b"0" * 16_000_000), "Das Bild ist zu groß"),
        (lambda: drawn(size=(639, 400)), "Das Bild ist zu klein"),
        (lambda: drawn(size=(700, 6000)), "Das Bild ist zu klein oder zu schmal"),
        (lambda: drawn(size=(7100, 700)), "Das Bild ist zu klein oder zu schmal"),
    ],
    ids=["svg", "gif", "html", "empty", "cut short", "bomb", "heavy", "small", "high", "wide"],
)  # fmt: skip
def test_what_is_refused_and_why(desk, article, folder, upload, message):
    response = desk.post(change_url(article), filled(article, picture=upload(), **WORDS))

    (error,) = errors_of(response)["picture"]
    assert error.startswith(message)
    assert not Picture.objects.exists()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("size", [(640, 400), (700, 2000), (7000, 700)])
def test_the_smallest_and_narrowest_that_are_shown(desk, client, article, size):
    desk.post(change_url(article), filled(article, picture=drawn(size=size), **WORDS))

    assert urls_in(client.get(article.get_absolute_url()).content.decode())


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("picture_alt", "Bitte beschreiben Sie, was auf dem Bild zu sehen ist."),
        ("picture_credit", "Bitte nennen Sie, von wem das Bild stammt."),
    ],
)
def test_words_and_credit_are_obligatory(desk, article, with_picture, missing, message):
    response = desk.post(change_url(with_picture), filled(with_picture, **WORDS | {missing: " "}))

    assert errors_of(response)[missing] == [message]


def test_a_new_one_takes_its_place_and_the_old_files_go(
    desk, with_picture, folder, django_capture_on_commit_callbacks
):
    old = Picture.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(change_url(with_picture), filled(with_picture, picture=drawn("PNG"), **WORDS))

    new = Picture.objects.get().file.name
    assert new != old
    names = {file.name for file in folder.rglob("*.jpg")}
    assert names == {new}
    assert not list((folder / old[:-4]).glob("*.*"))
    assert Version.objects.get(article_id=with_picture.pk, number=2).changed == ["picture"]


def test_it_can_be_removed(desk, client, with_picture, folder, django_capture_on_commit_callbacks):
    (url, *_) = urls_in(client.get(with_picture.get_absolute_url()).content.decode())
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(change_url(with_picture), filled(with_picture, picture_removed="on", **WORDS))

    assert not Picture.objects.exists()
    assert [file for file in folder.rglob("*") if file.is_file()] == []
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_with_its_article_it_is_gone_for_the_public(browser, desk, with_picture, state):
    (url, *_) = urls_in(browser().get(with_picture.get_absolute_url()).content.decode())
    Article.objects.update(state=state)

    assert browser().get(url).status_code == 404
    assert desk.get(url).status_code == 200
    assert desk.get(url).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "name",
    ["../db.sqlite3", "%2e%2e/db.sqlite3", "0" * 32 + ".jpg", "0" * 32 + "/../x/640w.webp",
     "0" * 32 + "/640w.jpg", "x\x00y", "0" * 32 + "/999999w.webp"],
)  # fmt: skip
def test_only_pictures_are_served(client, with_picture, name):
    assert client.get(f"/bilder/{name}").status_code == 404


def test_the_original_is_not_served(client, with_picture):
    assert client.get(f"/bilder/{Picture.objects.get().file.name}").status_code == 404


def test_deleting_the_article_deletes_its_files(
    log_in, cora, with_picture, folder, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        log_in(cora).post(
            f"{change_url(with_picture).replace('change', 'delete')}", {"post": "yes"}
        )

    assert [file for file in folder.rglob("*") if file.is_file()] == []


def test_a_new_article_begins_with_one(desk, town):
    form = {"headline": "Neu", "teaser": "T.", "body": "<p>B.</p>", "source": town.pk,
            "state": "draft", "picture": drawn()}  # fmt: skip

    assert desk.post(ADD, form | WORDS).status_code == 302
    assert Picture.objects.get().alt == "Der Marktplatz im Regen"


def test_a_preview_shows_the_upload_before_it_is_saved(desk, with_picture, folder):
    files = sorted(folder.rglob("*"))
    words = {"picture_alt": "Der neue Markt", "picture_credit": "Foto: privat"}
    typed = filled(with_picture, picture=drawn("PNG", (800, 600)), als="anonym", **words)

    response = desk.post(f"{LIST}vorschau/", typed | {"article": with_picture.pk})

    content = response.content.decode()
    assert 'src="data:image/jpeg;base64,' in content
    assert 'width="800" height="600" alt="Der neue Markt"' in content
    assert "img-src 'self' data:" in response.headers["Content-Security-Policy"]
    assert sorted(folder.rglob("*")) == files


def test_a_preview_shows_the_saved_one_with_the_typed_words(desk, with_picture):
    words = {"picture_alt": "Anders beschrieben", "picture_credit": "Foto: privat"}
    typed = filled(with_picture, als="anonym", **words) | {"article": with_picture.pk}

    content = desk.post(f"{LIST}vorschau/", typed).content.decode()
    assert 'alt="Anders beschrieben"' in content
    assert urls_in(content)
    removed = desk.post(f"{LIST}vorschau/", typed | {"picture_removed": "on"}).content.decode()
    assert urls_in(removed) == []
