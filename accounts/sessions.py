"""Sessions in the database, Django's own."""

from django.contrib.sessions.backends import db

SHORTEST_KEY = 8  # as Django's


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str) -> bool:
        """Only keys of the kind that Django makes: the database is asked for nothing else."""
        return len(key or "") >= SHORTEST_KEY and key.isascii() and key.isalnum()
