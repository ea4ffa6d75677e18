"""Selects with search in the newsroom's forms, proof against values that are no numbers."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

LARGEST = 2**63 - 1


class _NumbersOnly:
    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Django looks chosen rows up by what was posted, which fails for all but numbers."""
        known = [one for one in value if str(one).isdecimal() and int(one) <= LARGEST]
        return super().optgroups(name, known, attrs)  # type: ignore[misc]  # mixed in


class Select(_NumbersOnly, AutocompleteSelect):
    pass


class SelectMultiple(_NumbersOnly, AutocompleteSelectMultiple):
    pass
