"""Forms of the newsroom that somebody else has overtaken: refused once, so that nothing is undone
unseen. Articles have versions instead (`articles.editing.saving`).
"""

from hashlib import sha256
from typing import Any

from django.db.models import Model

STALE = (
    "Jemand hat das inzwischen geändert, nachdem Sie diese Seite geöffnet hatten. Laden Sie sie neu, um "
    "es zu sehen. Wenn Sie noch einmal sichern, gilt, was hier steht."
)


class RefusesStale:
    """Mixed into model forms. `seen` is a field of the page, beside those of the form."""

    data: Any
    initial: dict[str, Any]
    instance: Model

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()  # type: ignore[misc]  # mixed in
        if self.instance.pk and self.data.get("seen", self.seen) != self.seen:
            self.add_error(None, STALE)  # type: ignore[attr-defined]  # mixed in
        return cleaned

    @property
    def seen(self) -> str:
        """A digest of what stands in the database, of all that the form shows."""
        shown = sorted((name, _comparable(value)) for name, value in self.initial.items())
        return sha256(repr(shown).encode()).hexdigest()


def _comparable(value: Any) -> Any:
    """Rows, such as the groups of an account, as their numbers."""
    return sorted(row.pk for row in value) if isinstance(value, list) else str(value)
