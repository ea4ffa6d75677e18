"""Lead pictures: what is accepted, and under which address each size is found.

An upload is decoded, turned upright and written anew, so nothing of the file itself is kept:
neither place nor camera nor whatever else it carried. Names are random. Sizes are made by
django-pictures when the picture is saved.
"""

import io
import os
import threading
import uuid

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InvalidStorageError, Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from pictures.models import PillowPicture
from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 15 * 1024 * 1024
MAX_MEGAPIXELS = 50
"""What a good telephone takes."""

MAX_MEGAPIXELS_PROGRESSIVE = 24
MAX_MEGAPIXELS_MODERN = 16
"""Decoders of progressive JPEG, and of WebP and AVIF, hold the whole picture several times. This
keeps them within the memory that `normalised` promises."""

MIN_WIDTH = 640
MAX_RATIO = 10
LONGEST = 2_000
"""Points of the longer side that are kept: more than any page shows."""

BAND_PIXELS = 1_000_000
QUALITY = 85

WRONG_KIND = "Bitte wählen Sie ein Bild im Format JPEG, PNG, WebP oder AVIF."
TOO_LARGE = (
    f"Das Bild ist zu groß: höchstens 15 MB und {MAX_MEGAPIXELS} Millionen Bildpunkte, als "
    f"progressives JPEG {MAX_MEGAPIXELS_PROGRESSIVE}, als WebP oder AVIF {MAX_MEGAPIXELS_MODERN}."
)
TOO_SMALL = (
    f"Das Bild ist zu klein oder zu schmal: mindestens {MIN_WIDTH} Punkte breit, höchstens dreimal "
    "so hoch wie breit und zehnmal so breit wie hoch."
)

_one_at_a_time = threading.Lock()
# libjpeg's own bound, for files in several scans that do not call themselves progressive.
os.environ.setdefault("JPEGMEM", "200M")


class SitePicture(PillowPicture):
    """One size of a picture, always found on this site, wherever it is stored."""

    @property
    def url(self) -> str:
        return reverse("picture", args=[self.name])


def storage() -> Storage:
    """Where pictures lie: one setting (`PICTURE_STORAGE`). Raises InvalidStorageError."""
    try:
        return storages["pictures"]
    except Exception as error:  # its package is missing, or its options are wrong
        raise InvalidStorageError(f"PICTURE_STORAGE cannot be used: {error}") from error


def normalised(upload: UploadedFile) -> ContentFile:
    """The picture as it is kept: an upright sRGB JPEG without metadata, named at random.

    Raises ValidationError with a message for editors. Takes at most 300 MB of memory and five
    seconds of CPU. A process works on one picture at a time, so this bounds the process too.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")
    with _one_at_a_time:
        try:
            image: Image.Image = Image.open(upload, formats=FORMATS)
            _check_size(image)  # known from the header, before any point is decoded
            image = _upright_srgb(image)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValidationError(TOO_LARGE, code="too_large") from error
        except ValidationError:
            raise
        except (
            Exception
        ) as error:  # decoders raise anything in a broken file; no list is documented
            raise ValidationError(WRONG_KIND, code="wrong_kind") from error
    if image.width < MIN_WIDTH:
        raise ValidationError(TOO_SMALL, code="too_small")
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(written.getvalue(), name=f"{uuid.uuid4().hex}.jpg")


def _check_size(image: Image.Image) -> None:
    most = MAX_MEGAPIXELS
    if image.format in {"WEBP", "AVIF"}:
        most = MAX_MEGAPIXELS_MODERN
    elif "progressive" in image.info:
        most = MAX_MEGAPIXELS_PROGRESSIVE
    if image.width * image.height > most * 1_000_000:
        raise ValidationError(TOO_LARGE, code="too_large")
    if max(image.size) > MAX_RATIO * min(image.size):
        raise ValidationError(TOO_SMALL, code="too_small")


def _upright_srgb(image: Image.Image) -> Image.Image:
    """In the size that is kept. Made smaller first: each step before would double the memory."""
    scale = LONGEST / max(image.size)
    if scale < 1:  # JPEG can be decoded at a half, a quarter or an eighth of its size
        image.draft(None, (round(image.width * scale), round(image.height * scale)))
    image.load()
    small = _reduced(image, max(1, max(image.size) // LONGEST))
    small.thumbnail((LONGEST, LONGEST))
    small.info = image.info
    small = _in_srgb(ImageOps.exif_transpose(small))
    small.info = {}  # comments and the like would be written again
    return small


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """In RGB or CMYK, each side `factor` times smaller; in bands, so no second copy is made."""
    mode = "CMYK" if image.mode == "CMYK" else "RGB"
    small = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    rows = max(1, BAND_PIXELS // image.width // factor) * factor
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(top + rows, image.height)))
        small.paste(_opaque(band, mode).reduce(factor), (0, top // factor))
    return small


def _opaque(band: Image.Image, mode: str) -> Image.Image:
    """In this mode; what is transparent becomes white."""
    if band.mode == "I;16":  # `convert` alone would cut all values above 255 off
        return band.point(lambda value: value / 256).convert("L").convert(mode)
    if band.has_transparency_data:
        ground = Image.new("RGBA", band.size, "white")
        ground.alpha_composite(band.convert("RGBA"))
        band = ground
    return band.convert(mode)


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as screens show them."""
    if profile := image.info.get("icc_profile"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile: the numbers as they are
        if converted is not None:
            return converted
    return image.convert("RGB")
