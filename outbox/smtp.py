"""Django's SMTP backend, introducing itself by the site's own name."""

import smtplib
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.backends import smtp
from django.utils.encoding import punycode


def client_name() -> str:
    """The name for EHLO: the host of BASE_URL, an IP address in brackets (RFC 5321, 4.1.3)."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return punycode(host)
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"  # noqa: PLR2004


class _SMTP(smtplib.SMTP):
    def __init__(
        self, host: str = "", port: int = 0, local_hostname: str = "", **options: Any
    ) -> None:
        """Django passes the machine's own name, which is often "localhost"."""
        super().__init__(host, port, client_name(), **options)


class _SMTPOverTLS(_SMTP, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SMTPOverTLS if self.use_ssl else _SMTP

    def open(self) -> bool | None:
        """Connect and say EHLO, so that a server that refuses that is seen before any mail.

        Raises OSError, of which smtplib's exceptions are a kind.
        """
        is_new = super().open()
        if is_new and self.connection:
            self.connection.ehlo_or_helo_if_needed()
        return is_new
