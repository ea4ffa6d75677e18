"""Authentication: allauth's by e-mail and password, and users who know whether they are members."""

from contextvars import ContextVar

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User

_brought: ContextVar[User | None] = ContextVar("brought", default=None)


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """The session's user, if active; one query, verified address included."""
        user = _brought.get()
        if user is None or user.pk != user_id:
            user = User.objects.with_membership().filter(pk=user_id).first()
        return user if user is not None and user.is_active else None


def user_of(request: HttpRequest) -> User | AnonymousUser:
    """Whose session this is, checked as Django checks it; no query beside the session's own.

    The account that came with the session serves this one question only: whoever asks later, after
    a change of password for example, gets it from the database.
    """
    request.session.get(auth.SESSION_KEY)  # loads the session, and with it the account
    token = _brought.set(getattr(request.session, "account", None))
    try:
        user: User | AnonymousUser = auth.get_user(request)
    finally:
        _brought.reset(token)
    return user
