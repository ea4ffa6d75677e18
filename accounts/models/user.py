"""Who may log in, and what they agreed to."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.addresses import AddressField

HAS_VERIFIED_ADDRESS = """EXISTS (
    SELECT 1 FROM account_emailaddress address
    WHERE address.user_id = accounts_user.id AND address.verified)"""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=email, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def with_membership(self) -> models.QuerySet["User"]:
        """Users that know without a further query whether their address is verified.

        Raw SQL: building this part with the ORM costs more than running the query, for each page.
        """
        verified = RawSQL(HAS_VERIFIED_ADDRESS, (), models.BooleanField())  # noqa: S611 - a constant
        return self.annotate(has_verified_address=verified)

    def administrators(self) -> models.QuerySet["User"]:
        """Who can give and take rights in the newsroom."""
        return self.filter(is_active=True, is_staff=True, is_superuser=True)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: an e-mail address and a password."""

    email = AddressField(
        "E-Mail-Adresse",
        unique=True,
        error_messages={"unique": "Ein Konto mit dieser Adresse gibt es schon."},
    )
    # room for a legacy subscriber's first and last name
    name = models.CharField("Name", max_length=250, blank=True)
    organisation = models.CharField("Organisation", max_length=200, blank=True)
    is_staff = models.BooleanField(
        "Redaktion", default=False, help_text="Darf sich in der Redaktion anmelden."
    )
    is_active = models.BooleanField(
        "Aktiv", default=True, help_text="Ohne diesen Haken ist das Konto gesperrt."
    )
    date_joined = models.DateTimeField("Angelegt am", default=timezone.now)
    session_generation = models.PositiveIntegerField(
        "Generation der Sitzungen", default=0, db_default=0, editable=False
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> "User":
        user = super().from_db(db, field_names, values, **options)
        vars(user)["_read"] = dict(zip(field_names, values, strict=True))
        return user

    def save(self, *args: Any, **options: Any) -> None:
        """Of a row that was read, write what was changed since, and no row that is gone.

        A session's account is read when its request begins. Written as a whole at the end, it
        would undo what an administrator, or its owner in another tab, did meanwhile: lock it,
        change the password, delete it.
        """
        read: dict[str, Any] | None = vars(self).get("_read")
        loaded = {
            field.attname: vars(self)[field.attname]
            for field in self._meta.concrete_fields
            if field.attname in vars(self)  # not deferred
        }
        if read is not None and not args and options.keys() <= {"using"}:
            options["update_fields"] = [
                name for name, value in loaded.items() if name not in read or read[name] != value
            ]
        super().save(*args, **options)
        if read is not None:
            written = options.get("update_fields")
            read |= {
                name: value for name, value in loaded.items() if written is None or name in written
            }

    def get_session_auth_hash(self) -> str:
        """What a session must know: it ends with the password, and by `devices.log_out_everywhere`."""
        value = f"{self.session_generation}:{self.password}"
        return salted_hmac("accounts.session", value, algorithm="sha256").hexdigest()

    @property
    def is_member(self) -> bool:
        """Whether this account reads full texts: active, with an address that was verified.

        One query, none for users loaded by `UserManager.with_membership()`.
        """
        if not self.is_active:
            return False
        annotated: bool | None = self.__dict__.get("has_verified_address")
        if annotated is not None:
            return bool(annotated)  # SQLite's raw answers are numbers
        return bool(EmailAddress.objects.filter(user=self, verified=True).exists())


class Consent(models.Model):
    """Proof that somebody agreed: to which wording, in which form, when. Append-only."""

    SUBSCRIBED_AGAIN = "wieder abonniert"  # a form

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="consents", verbose_name="Konto"
    )
    subscription = models.ForeignKey(
        "LegacySubscriber",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="Abonnement",
    )
    """Of who subscribed again: what they subscribed to. Consent to one address is none to another."""
    wording = models.CharField("Fassung", max_length=50)
    form = models.CharField("Formular", max_length=50)
    given_at = models.DateTimeField("Erteilt am")

    class Meta:
        verbose_name = "Einwilligung"
        verbose_name_plural = "Einwilligungen"
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.form}, Fassung {self.wording}"
