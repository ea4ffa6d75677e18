"""Lookups that find nothing for a number beyond 64 bits.

Django answers so where one number is compared with an integer column. With `in`, and with a foreign
key, such a number reaches the database, and SQLite's driver raises OverflowError.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In

SMALLEST, LARGEST = -(2**63), 2**63 - 1


def _is_storable(value: object) -> bool:
    return not isinstance(value, int) or SMALLEST <= value <= LARGEST


class _StorableOnly:
    """Mixed into a lookup."""

    rhs: Any

    def process_rhs(self, *args: Any) -> Any:
        if isinstance(self.rhs, list):
            self.rhs = [value for value in self.rhs if _is_storable(value)]
        elif not _is_storable(self.rhs):
            raise EmptyResultSet
        return super().process_rhs(*args)  # type: ignore[misc]  # the lookup's


class StorableIn(_StorableOnly, In):
    pass


class StorableRelatedExact(_StorableOnly, RelatedExact):
    pass


class StorableRelatedIn(_StorableOnly, RelatedIn):
    pass


def register() -> None:
    """Take the place of Django's own."""
    IntegerField.register_lookup(StorableIn)
    ForeignObject.register_lookup(StorableRelatedExact)
    ForeignObject.register_lookup(StorableRelatedIn)
