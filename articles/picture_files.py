"""The files of pictures: all of a picture's or none, whatever fails meanwhile."""

import logging
from contextlib import suppress
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from articles.models import Picture
from articles.pictures import storage

logger = logging.getLogger("articles")


class NotWritten(Exception):
    """The storage is full, or does not answer."""


def write(content: ContentFile, **fields: Any) -> Picture:
    """Write the picture and its sizes; returns it with these other fields, not yet saved.

    Raises NotWritten, and leaves nothing behind; whoever knows that the row is rolled back calls
    `remove`. Takes a second or two: eight files are made.
    """
    picture, name = Picture(**fields), content.name or ""
    try:
        picture.file.save(name, content, save=False)
    except Exception as error:  # each storage raises its own
        logger.warning("A picture cannot be written: %s", type(error).__name__)
        remove(name)
        raise NotWritten from error
    return picture


def remove_after_commit(name: str) -> None:
    transaction.on_commit(lambda: remove(name))


def remove(name: str) -> None:
    """Delete the picture's file and sizes.

    Where the storage refuses, they wait for `remove_unused_pictures`.
    """
    files, folder = storage(), name.removesuffix(".jpg")
    try:
        with suppress(FileNotFoundError):
            for size in files.listdir(folder)[1]:
                files.delete(f"{folder}/{size}")
        files.delete(folder)
        files.delete(name)
    except Exception as error:  # noqa: BLE001 - each storage raises its own
        logger.warning("Files of picture %s are left: %s", name, type(error).__name__)
