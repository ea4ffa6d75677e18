"""A broken or hostile picture is answered by a message in the form, whatever its decoder says."""

import io
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.articles.desk import change_url, errors_of, filled

pytestmark = pytest.mark.once

UNREADABLE = "Bitte wählen Sie ein Bild im Format JPEG, PNG, WebP oder AVIF."
KINDS = {
    "JPEG": {"quality": 60},
    "progressive JPEG": {"progressive": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"lossless": True, "method": 0},
    "AVIF": {"speed": 10},
}
CUTS = 12
FLIPS = 24


def content(kind):
    """With EXIF data and a profile, so that these are broken too."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "Der Marktplatz im Regen"
    image = Image.linear_gradient("L").resize((800, 700)).convert("RGB")
    file = io.BytesIO()
    image.save(file, kind.rpartition(" ")[2], exif=exif, **KINDS[kind])
    return file.getvalue()


@pytest.fixture
def complaints(log_in, edda, write):
    """What the form says about this picture; it lacks a headline too, so nothing is ever saved."""
    desk, article = log_in(edda), write()

    def complaints(upload):
        picture = SimpleUploadedFile("bild", upload)
        response = desk.post(change_url(article), filled(article, headline="", picture=picture))
        assert response.status_code == 200
        return list(errors_of(response).get("picture", []))

    return complaints


@pytest.mark.parametrize("kind", KINDS)
def test_cut_short(complaints, kind):
    whole = content(kind)
    assert complaints(whole) == []

    for part in range(1, CUTS):
        assert complaints(whole[: len(whole) * part // CUTS]) == [UNREADABLE], part


@pytest.mark.parametrize("kind", KINDS)
def test_with_wrong_bytes(complaints, kind):
    """Some only change the picture; none may end in an error. Half of them lie in the header."""
    whole, dice = content(kind), random.Random(kind)  # noqa: S311 - the same bytes in every run
    refused = 0
    for turn in range(FLIPS):
        broken = bytearray(whole)
        for _ in range(1 + turn % 4):
            broken[dice.randrange(400 if turn % 2 else len(whole))] = dice.randrange(256)
        refused += complaints(bytes(broken)) == [UNREADABLE]

    assert refused > 0


@pytest.mark.parametrize("kind", KINDS)
def test_with_a_piece_left_out(complaints, kind):
    whole, dice = content(kind), random.Random(kind)  # noqa: S311 - the same bytes in every run
    for _ in range(CUTS):
        start = dice.randrange(len(whole))
        complaints(whole[:start] + whole[start + dice.randrange(64) :])
