"""Django's PostgreSQL backend, whose waits are bounded in web processes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from newsroom.postgres.patience import CONNECT_SECONDS, SERVER_OPTIONS, patience


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        if patience.is_bounded:
            parameters["connect_timeout"] = min(CONNECT_SECONDS, int(patience.seconds()))
            # A pooler refuses options at the start of a connection that it hands to many.
            if not self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
                parameters["options"] = f"{parameters.get('options', '')} {SERVER_OPTIONS}"
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not patience.is_bounded:
            return super().get_new_connection(conn_params)
        with patience.answering():
            connection = super().get_new_connection(conn_params)
        connection.wait = partial(_wait, connection, connection.wait)
        return connection


def _wait(
    connection: "psycopg.Connection[Any]", wait: Callable[..., Any], gen: Any, **options: Any
) -> Any:
    """As psycopg's `wait`. Raises Unanswered, and closes a connection that did not answer."""
    with patience.answering():
        try:
            return wait(gen, timeout=patience.seconds())
        except psycopg.errors._WaitTimeout:  # noqa: SLF001 - what `wait` raises
            connection.close()
            raise
