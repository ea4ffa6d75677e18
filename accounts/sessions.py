"""Sessions in the database, read together with their account: one query where Django makes two."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.models import User

# Written out, since putting it together anew would cost each member's page more than asking it.
_WITH_ACCOUNT = f"""
    SELECT account.*, session.session_data,
        EXISTS (SELECT 1 FROM {EmailAddress._meta.db_table} address
                WHERE address.user_id = account.id AND address.verified) AS has_verified_address
    FROM {Session._meta.db_table} session
    JOIN {UserSession._meta.db_table} owned ON owned.session_key = session.session_key
    JOIN {User._meta.db_table} account ON account.id = owned.user_id
    WHERE session.session_key = %s AND session.expire_date > %s
"""  # noqa: S608, SLF001 - names of tables


class SessionStore(db.SessionStore):
    """Django's own, but for `load`, which also brings the account that the session belongs to."""

    account: User | None = None

    def load(self) -> dict[str, Any]:
        """One query for a session of an account, two for any other."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for account in User.objects.raw(_WITH_ACCOUNT, [self.session_key, now]):
            self.account = account
            data: dict[str, Any] = self.decode(vars(account)["session_data"])
            return data
        found: dict[str, Any] = super().load()
        return found
