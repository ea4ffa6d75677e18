"""Demo accounts and legacy subscribers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import LegacySubscriber, User
from accounts.subscriber_rows import Row
from accounts.subscribers import store
from newsroom import roles

BATCH = 1000
DOMAIN = "demo.example"
FIRST_NAMES = (
    "Anna",
    "Bernd",
    "Claudia",
    "Dirk",
    "Emine",
    "Frank",
    "Gisela",
    "Henning",
    "Ilka",
    "Jens",
)
LAST_NAMES = ("Albers", "Brandt", "Celik", "Dietrich", "Ebert", "Fuchs", "Grothe", "Hansen", "Ihde")


@dataclass(frozen=True)
class Login:
    """One of the logins that `make run` prints."""

    role: str
    email: str
    password: str
    is_staff: bool = False
    is_superuser: bool = False


LOGINS = (
    Login("Mitglied", f"leserin@{DOMAIN}", "lesen-und-wissen"),
    Login("Redaktion", f"redaktion@{DOMAIN}", "schreiben-und-planen", is_staff=True),
    Login(
        "Verwaltung", f"verwaltung@{DOMAIN}", "ordnen-und-pflegen", is_staff=True, is_superuser=True
    ),
)
SUBSCRIBER = f"abonnent@{DOMAIN}"


def create_logins() -> None:
    """The printed logins and the legacy subscriber to try the claim with; existing ones stay."""
    roles.apply(apps)
    for login in LOGINS:
        if User.objects.filter(email=login.email).exists():
            continue
        with transaction.atomic():
            user = User.objects.create_user(
                login.email,
                login.password,
                is_staff=login.is_staff,
                is_superuser=login.is_superuser,
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            if login.is_staff and not login.is_superuser:
                user.groups.add(Group.objects.get(name="Redaktion"))
    LegacySubscriber.objects.get_or_create(
        email=SUBSCRIBER,
        defaults={
            "first_name": "Martha",
            "last_name": "Muster",
            "organisation": "Stadtwerke Altenbrück",
            "subscribed_at": datetime(2013, 3, 1, tzinfo=UTC),
            "consent_source": "Bestellformular kommunalwirtschaft.eu",
        },
    )


def with_published_passwords() -> list[str]:
    """Addresses of active demo accounts that still have their published password.

    Of the members, who all have one password, the first stands for the others.
    """
    published = {login.email: login.password for login in LOGINS}
    published[f"mitglied-{1:07}@{DOMAIN}"] = LOGINS[0].password
    users = User.objects.filter(email__in=published, is_active=True).order_by("email")
    return [user.email for user in users if user.check_password(published[user.email])]


def create_members(number: int, advance: Callable[[int], object]) -> None:
    """`number` members who all have the first login's password."""
    password = make_password(LOGINS[0].password)
    for start in range(0, number, BATCH):
        emails = [f"mitglied-{n + 1:07}@{DOMAIN}" for n in range(start, min(start + BATCH, number))]
        known = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
        with transaction.atomic():
            users = User.objects.bulk_create(
                User(email=email, password=password) for email in emails if email not in known
            )
            EmailAddress.objects.bulk_create(
                EmailAddress(user=user, email=user.email, verified=True, primary=True)
                for user in users
            )
        advance(len(emails))


def create_subscribers(number: int, advance: Callable[[int], object]) -> None:
    """`number` legacy subscribers; every seventeenth has left."""
    for start in range(0, number, BATCH):
        rows = [_subscriber(n) for n in range(start, min(start + BATCH, number))]
        store(rows)
        advance(len(rows))


def _subscriber(index: int) -> Row:
    joined = datetime(2009, 1, 5, 9, tzinfo=UTC) + timedelta(days=index % 3000)
    texts = (
        FIRST_NAMES[index % len(FIRST_NAMES)],
        LAST_NAMES[index % len(LAST_NAMES)],
        "",
        "Bestellformular kommunalwirtschaft.eu",
    )
    left = joined + timedelta(days=400) if index % 17 == 0 else None
    return Row(index, f"abonnent-{index + 1:07}@{DOMAIN}", texts, joined, left)
