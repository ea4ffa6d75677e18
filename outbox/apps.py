from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Mail that no request waits for and no outage loses."""

    name = "outbox"
    verbose_name = "Postausgang"
