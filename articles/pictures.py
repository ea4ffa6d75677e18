"""Lead pictures: what is accepted, and under which address each size is found.

An upload is decoded, turned upright and written anew, so nothing of the file itself is kept:
neither place nor camera nor whatever else it carried. Names are random. Sizes are made by
django-pictures when the picture is saved.
"""

import io
import uuid
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from pictures.models import PillowPicture
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""What a good telephone takes; decoded, it is 200 MB of memory for the moment of the upload."""

MIN_WIDTH = 640
LONGEST = 2_000
"""Points of the longer side that are kept: more than any page shows."""

QUALITY = 85

WRONG_KIND = "Bitte wählen Sie ein Bild im Format JPEG, PNG, WebP oder AVIF."
TOO_LARGE = "Das Bild ist zu groß: höchstens 15 MB und 50 Millionen Bildpunkte."
TOO_SMALL = f"Das Bild ist zu klein: Es muss mindestens {MIN_WIDTH} Punkte breit sein."


class SitePicture(PillowPicture):
    """One size of a picture, always found on this site, wherever it is stored."""

    @property
    def url(self) -> str:
        return reverse("picture", args=[self.name])


def storage() -> Storage:
    """Where pictures lie: one setting (`PICTURE_STORAGE`)."""
    return storages["pictures"]


def normalised(upload: UploadedFile) -> ContentFile:
    """The picture as it is kept: an upright sRGB JPEG without metadata, named at random.

    Raises ValidationError with a message for editors.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(TOO_LARGE, code="too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(upload, formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:  # known before anything is decoded
                raise ValidationError(TOO_LARGE, code="too_large")
            image.load()
            image = _in_srgb(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_LARGE, code="too_large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(WRONG_KIND, code="wrong_kind") from error
    if image.width < MIN_WIDTH:
        raise ValidationError(TOO_SMALL, code="too_small")
    image.thumbnail((LONGEST, LONGEST))
    image.info.clear()  # comments and the like would be written again
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(written.getvalue(), name=f"{uuid.uuid4().hex}.jpg")


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as screens show them; what is transparent becomes white."""
    profile = image.info.get("icc_profile")
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground.convert("RGB")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile: the numbers as they are
        if converted is not None:
            return converted
    return image.convert("RGB")
