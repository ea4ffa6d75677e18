"""A picture storage that can fill up or go away; what lies in it can be looked at."""

from django.core.files.storage import FileSystemStorage


class StoreAway(Exception):
    """As libraries of object stores raise it: no OSError."""


class Unreliable(FileSystemStorage):
    """The class holds its state: django-pictures makes new instances."""

    writes_left = None
    readable = True
    deletable = True
    error = StoreAway

    def _save(self, name, content):
        if Unreliable.writes_left == 0:
            super()._save(name, type(content)(content.read()[:10]))  # half of it arrived
            raise Unreliable.error
        if Unreliable.writes_left:
            Unreliable.writes_left -= 1
        return super()._save(name, content)

    def _open(self, name, mode="rb"):
        if not Unreliable.readable:
            raise Unreliable.error
        return super()._open(name, mode)

    def delete(self, name):
        if not Unreliable.deletable:
            raise Unreliable.error
        super().delete(name)
