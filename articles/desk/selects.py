"""Selects with search in the newsroom's forms, proof against values that are no numbers."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

from articles.paging import number_in


class _NumbersOnly:
    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Django looks chosen rows up by what was posted, which fails for all but numbers."""
        known = [one for one in value if number_in(str(one)) is not None]
        return super().optgroups(name, known, attrs)  # type: ignore[misc]  # mixed in


class Select(_NumbersOnly, AutocompleteSelect):
    pass


class SelectMultiple(_NumbersOnly, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        """No button that clears all: it is a child of the listbox but no option, which axe reports."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}
