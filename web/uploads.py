"""Large uploads, which Django keeps in temporary files while it reads a request."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import TemporaryFileUploadHandler

logger = logging.getLogger("web")


class NoRoom(BadRequest):
    """The disk is full. Django calls `errors.bad_request` for it; any other exception is a 500."""


class TemporaryFileHandler(TemporaryFileUploadHandler):
    """Raises NoRoom where the disk refuses."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        with self._no_room_on_failure():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._no_room_on_failure():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        with self._no_room_on_failure():
            return super().file_complete(file_size)

    @contextmanager
    def _no_room_on_failure(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            logger.error("An upload cannot be kept: %s", error.strerror)  # noqa: TRY400 - the reason says all
            with suppress(AttributeError, OSError):  # no file yet; closing writes what is left
                self.file.close()
            raise NoRoom("No room for an upload.") from error
