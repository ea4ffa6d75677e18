"""Authentication: allauth's by e-mail and password, and users who know whether they are members."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """The session's user, if active; one query, verified address included."""
        try:
            user = User.objects.with_membership().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if user.is_active else None
