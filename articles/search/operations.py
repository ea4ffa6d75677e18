"""The one thing of the schema that no model shows."""

from typing import Any

from django.db.migrations.operations.base import Operation


class CreateFullTextTable(Operation):
    """An FTS5 table on SQLite; nothing on other databases."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str, columns: str, options: str) -> None:
        self.name, self.columns, self.options = name, columns, options

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            parts = f"{self.columns}, {self.options}"
            schema_editor.execute(f"CREATE VIRTUAL TABLE {self.name} USING fts5({parts})")

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TABLE {self.name}")

    def describe(self) -> str:
        return f"Create full-text table {self.name} on SQLite"

    @property
    def migration_name_fragment(self) -> str:
        return self.name.lower()
