"""The largest picture of each kind that is accepted stays within the memory that is promised.

Each is decoded in a process of its own, whose peak is compared with that after small pictures.
"""

import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

ROOT = Path(__file__).parents[2]

MEGABYTES = 300
SECONDS = 5  # of CPU
LARGEST = (7071, 7071)  # 50 million points, less a row
PROGRESSIVE = (4898, 4898)
MODERN = (4000, 4000)
MEASURE = """
import django; django.setup()
import io, os, sys, time
from pathlib import Path
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from articles.pictures import normalised

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if "VmHWM" in line)

def measure(content):
    upload = SimpleUploadedFile("large", content)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before, began = peak(), time.process_time()
    try:
        outcome = Image.open(normalised(upload)).size
    except ValidationError as error:
        outcome = error.code
    seconds = round(time.process_time() - began, 1)
    print(outcome, (peak() - before) // 1024, seconds, sep=";", flush=True)

for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
    small = io.BytesIO()
    Image.new("RGB", (700, 500)).save(small, kind)
    normalised(SimpleUploadedFile("small", small.getvalue()))
for path in sys.stdin:
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        measure(Path(path.strip()).read_bytes())
        os._exit(0)
"""


def written(kind, mode, size, frames=0, **options):
    file = io.BytesIO()
    colour = {"1": 1, "P": 7, "L": 99, "I;16": 40_000}.get(mode, 0)
    more = [Image.new(mode, size, 1) for _ in range(frames)]
    if more:
        options |= {"save_all": True, "append_images": more}
    options |= {"compress_level": 1} if kind == "PNG" else {}
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def with_profile():
    """Wide-gamut colours, and fourteen megabytes of profile."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return written("JPEG", "RGB", (4000, 3000), icc_profile=profile + bytes(14_000_000))


def with_bomb(kind):
    """A chunk of a megabyte that unfolds to a gigabyte, behind the header."""
    packer = zlib.compressobj(9)
    first, next_one = (
        packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    bomb = first + 999 * next_one
    content = kind + b"name\0\0" + bomb
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    png = written("PNG", "RGB", (1600, 900))
    return png[:33] + chunk + png[33:]


def with_many_tags():
    """EXIF data that refers to itself, again and again."""
    entries = b"".join(
        tag.to_bytes(2, "big") + b"\0\4\0\0\0\1\0\0\0\x08"
        for tag in [0x8769, 0x8825, 0xA005] * 1500
    )
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + (4500).to_bytes(2, "big") + entries + b"\0\0\0\x08"
    return written("JPEG", "RGB", (4000, 3000), exif=exif)


ACCEPTED = {
    "palette PNG": lambda: written("PNG", "P", LARGEST),
    "transparent palette PNG": lambda: written("PNG", "P", LARGEST, transparency=7),
    "grey PNG with alpha": lambda: written("PNG", "LA", LARGEST),
    "grey PNG of 16 bits": lambda: written("PNG", "I;16", LARGEST),
    "colour PNG with alpha": lambda: written("PNG", "RGBA", LARGEST),
    "wide PNG": lambda: written("PNG", "LA", (22_000, 2_200)),
    "animated PNG": lambda: written("PNG", "RGBA", MODERN, frames=2),
    "JPEG": lambda: written("JPEG", "RGB", LARGEST, subsampling=0),
    "CMYK JPEG": lambda: written("JPEG", "CMYK", LARGEST),
    "progressive JPEG": lambda: written("JPEG", "RGB", PROGRESSIVE, progressive=True, subsampling=0),
    "progressive CMYK JPEG": lambda: written("JPEG", "CMYK", PROGRESSIVE, progressive=True),
    "JPEG with a large profile": with_profile,
    "JPEG with odd EXIF data": with_many_tags,
    "WebP": lambda: written("WEBP", "RGB", MODERN, method=0),
    "lossless WebP": lambda: written("WEBP", "RGBA", MODERN, lossless=True, method=0),
    "animated WebP": lambda: written("WEBP", "RGBA", MODERN, frames=2, method=0),
    "AVIF": lambda: written("AVIF", "RGBA", MODERN, speed=10, subsampling="4:4:4"),
    "animated AVIF": lambda: written("AVIF", "RGBA", MODERN, frames=2, speed=10),
}  # fmt: skip
REFUSED = {
    "profile that unfolds": (lambda: with_bomb(b"iCCP"), "wrong_kind"),
    "text that unfolds": (lambda: with_bomb(b"zTXt"), "wrong_kind"),
    "larger PNG": (lambda: written("PNG", "1", (7072, 7072)), "too_large"),
    "larger WebP": (lambda: written("WEBP", "RGB", (4001, 4000), method=0), "too_large"),
    "larger AVIF": (lambda: written("AVIF", "RGB", (4001, 4000), speed=10), "too_large"),
    "larger progressive JPEG": (
        lambda: written("JPEG", "L", (4900, 4900), progressive=True), "too_large",
    ),
    "line": (lambda: written("PNG", "RGBA", (1_000_000, 40)), "too_small"),
}  # fmt: skip
pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.fixture(scope="module")
def measuring():
    """The process whose children measure one picture each."""
    with subprocess.Popen(
        [sys.executable, "-c", MEASURE], cwd=ROOT, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield process
        process.stdin.close()


@pytest.fixture
def measured(measuring, tmp_path):
    """What became of a picture: its size, or why it was refused."""

    def measured(content):
        path = tmp_path / "upload"
        path.write_bytes(content)
        measuring.stdin.write(f"{path}\n")
        measuring.stdin.flush()
        outcome, megabytes, seconds = measuring.stdout.readline().strip().split(";")
        assert int(megabytes) <= MEGABYTES
        assert float(seconds) <= SECONDS
        return outcome

    return measured


@pytest.mark.parametrize("kind", ACCEPTED)
def test_the_largest_that_is_accepted(measured, kind):
    assert "2000" in measured(ACCEPTED[kind]())


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused_costs_no_more(measured, kind):
    make, code = REFUSED[kind]

    assert measured(make()) == code
