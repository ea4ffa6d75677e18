"""Who of a list ended as subscribed, who as unsubscribed."""

from accounts.models import LegacySubscriber


def subscribed():
    return set(
        LegacySubscriber.objects.filter(unsubscribed_at=None).values_list("email", flat=True)
    )


def unsubscribed():
    return set(
        LegacySubscriber.objects.exclude(unsubscribed_at=None).values_list("email", flat=True)
    )
