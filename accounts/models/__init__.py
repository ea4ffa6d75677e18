"""Who may log in, who subscribed before, and who is on the way from one to the other."""

from accounts.models.codes import NEXT_MAX_LENGTH, AddressCode, MailQuota, PendingSignUp
from accounts.models.subscribers import LegacySubscriber, SubscriberImport, Suppression
from accounts.models.user import Consent, User, UserManager

__all__ = [
    "NEXT_MAX_LENGTH",
    "AddressCode",
    "Consent",
    "LegacySubscriber",
    "MailQuota",
    "PendingSignUp",
    "SubscriberImport",
    "Suppression",
    "User",
    "UserManager",
]
