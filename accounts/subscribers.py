"""Taking over the list of kommunalwirtschaft.eu: any length, safe to run again, mails nobody.

Each batch is one transaction: killed at any point and run again, it ends in the same rows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import claims, suppressions
from accounts.models import Consent, LegacySubscriber, SubscriberImport, Suppression, User
from accounts.subscriber_columns import TEXT_COLUMNS, TIME_COLUMNS
from accounts.subscriber_rows import NO_TEXTS, Row, read_rows
from importing.report import FileRefused, Report
from importing.turns import take_turns

BATCH = 5000
TRIES = 3
INSERTED = ("email", *TEXT_COLUMNS, *TIME_COLUMNS, "imported_at", "imported_in_id")


class Verdict(StrEnum):
    NEW = "new"
    LEFT = "new as unsubscribed"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MEMBER = "already a member"
    UNSUBSCRIBED = "unsubscribed earlier"


@dataclass(slots=True)
class Known:
    """A subscriber as it stands in the database."""

    pk: int
    texts: tuple[str, ...]
    subscribed_at: datetime | None
    unsubscribed_at: datetime | None
    user_id: int | None


def import_file(
    path: Path,
    *,
    report: Report,
    advance: Callable[[int], object],
    dry_run: bool = False,
    ignored: Collection[str] = (),
    file_name: str = "",
    run: SubscriberImport | None = None,
) -> None:
    """Import a CSV file. Raises FileRefused before anything is written."""
    if missing := suppressions.missing_keys():
        raise FileRefused(
            "KEYS lacks an entry that people who left stand under, so nobody can tell who they are: "
            + ", ".join(missing)
        )
    rows = read_rows(path, report=report, advance=advance, ignored=ignored, file_name=file_name)
    for batch in _batches(rows):
        verdicts = store(batch, dry_run=dry_run, run=run)
        for row, verdict in zip(batch, verdicts, strict=True):
            if not row.only_left:
                report.count(verdict, row.line)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows that are stored together: distinct addresses, repeats merged into their first row."""
    batch: dict[str, Row] = {}
    for row in rows:
        if first := batch.get(row.email):
            left = first.unsubscribed_at or _not_before(first.subscribed_at, row.unsubscribed_at)
            batch[row.email] = replace(first, unsubscribed_at=left)
            continue
        if len(batch) == BATCH:
            yield list(batch.values())
            batch = {}
        batch[row.email] = row
    if batch:
        yield list(batch.values())


def _not_before(joined: datetime | None, left: datetime | None) -> datetime | None:
    """When somebody left, moved to `joined` where another line or list knows a later one.

    Who left stays so: the row must say it, though the dates contradict each other.
    """
    return max(joined, left) if joined and left else left


def store(
    rows: list[Row], *, dry_run: bool = False, run: SubscriberImport | None = None
) -> list[Verdict]:
    """Store one batch of distinct addresses; a verdict for each.

    Queries: subscribers, members and suppressions that are known; one insert; one update where
    something changed; four for each member who is new to the list. Imports take turns, batch by
    batch; tries again where an administrator was faster with an address.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                take_turns()
                return _store(rows, dry_run=dry_run, run=run)
        except (IntegrityError, OperationalError):  # the latter also for a deadlock
            if attempt == TRIES:
                raise
    raise AssertionError("The last attempt returns or raises.")


def _store(rows: list[Row], *, dry_run: bool, run: SubscriberImport | None) -> list[Verdict]:
    emails = [row.email for row in rows]
    known = _known(emails)
    members = {user.email: user for user in _members(emails)}
    suppressed = _suppressed(
        [row.email for row in rows if row.unsubscribed_at or row.email not in known]
    )
    moved = _moved(suppressed)
    new: list[Row] = []
    changed: list[LegacySubscriber] = []
    leaving: dict[str, LegacySubscriber] = {}
    again = _subscribed_again([*known.values(), *(each for _, each in moved.values())])
    verdicts: list[Verdict] = []
    for row in rows:
        email, subscriber = row.email, known.get(row.email)
        if row.email in suppressed and row.unsubscribed_at:
            email, subscriber = moved.get(row.email, (email, subscriber))
        if row.email in suppressed and subscriber is None:
            verdicts.append(Verdict.UNSUBSCRIBED)  # and stays a hash
        elif subscriber is None:
            new.append(row)
            verdicts.append(_verdict_on_new(row, is_member=row.email in members))
        else:
            # Members decide in their account: of them an import only says that they left.
            leaves = (
                row.unsubscribed_at is not None
                and subscriber.unsubscribed_at is None
                and subscriber.pk not in again
            )
            said = row if subscriber.user_id is None else _only_departure(row, leaves=leaves)
            merged = _merged(subscriber, said)
            if merged is not None:
                changed.append(merged)
                if leaves:
                    leaving[email] = merged
            verdicts.append(_verdict_on_known(subscriber, row, changed=merged is not None))
    if not dry_run:
        suppressions.record(leaving)
        _insert(new, run)
        # an account may have been made while this list was read
        LegacySubscriber.objects.filter(user=None).bulk_update(
            changed, [*TEXT_COLUMNS, *TIME_COLUMNS], BATCH
        )
        LegacySubscriber.objects.exclude(user=None).bulk_update(
            leaving.values(), ["unsubscribed_at"], BATCH
        )
        for row in new:
            if row.email in members:
                claims.link(members[row.email], row.email)
    return verdicts


def _known(emails: list[str]) -> dict[str, Known]:
    """Tuples, not models: a million of them are read when a list comes again."""
    rows = LegacySubscriber.objects.filter(_among("email", emails)).values_list(
        "email", "pk", *TEXT_COLUMNS, *TIME_COLUMNS, "user_id"
    )
    return {
        email: Known(pk, (first, last, organisation, source), joined, left, user_id)
        for email, pk, first, last, organisation, source, joined, left, user_id in rows
    }


def _subscribed_again(known: Iterable[Known]) -> set[int | None]:
    """Those to which members subscribed again here: no list, whose age nobody knows, undoes their
    consent.
    """
    claimed = [each.pk for each in known if each.user_id is not None]
    if not claimed:
        return set()
    consents = Consent.objects.filter(subscription__in=claimed, form=Consent.SUBSCRIBED_AGAIN)
    return set(consents.values_list("subscription_id", flat=True))


def _among(name: str, values: list[str]) -> models.Q:
    """`name` is one of `values`: as one array parameter where the database has arrays.

    IN with thousands of parameters took a quarter of the whole import.
    """
    if connection.vendor != "postgresql":
        return models.Q(**{f"{name}__in": values})
    is_one_of = models.Func(
        models.F(name),
        models.Value(values),
        arg_joiner=" = ANY(",
        template="%(expressions)s)",
        output_field=models.BooleanField(),
    )
    return models.Q(is_one_of)


def _members(emails: list[str]) -> models.QuerySet[User]:
    return User.objects.filter(
        _among("email", emails),
        emailaddress__email=models.F("email"),
        emailaddress__verified=True,
    )


def _suppressed(emails: list[str]) -> dict[str, int | None]:
    """Which of these had left, or were deleted, before; only a hash of them is kept.

    Of an address that its owner gave up for another one, the number of the subscription that moved.
    """
    if not emails or not Suppression.objects.exists():
        return {}
    by_hash = {each: email for email in emails for each in suppressions.hashes(email)}
    found = Suppression.objects.filter(_among("address_hash", list(by_hash)))
    return {by_hash[key]: moved for key, moved in found.values_list("address_hash", "moved_to")}


def _moved(suppressed: dict[str, int | None]) -> dict[str, tuple[str, Known]]:
    """By the address that was given up: the present one, and its subscription. Two queries."""
    pks = {pk for pk in suppressed.values() if pk is not None}
    if not pks:
        return {}
    found = LegacySubscriber.objects.filter(pk__in=pks).exclude(user=None)
    now = _known(list(found.values_list("email", flat=True)))
    by_pk = {each.pk: (email, each) for email, each in now.items()}
    return {email: by_pk[pk] for email, pk in suppressed.items() if pk in by_pk}


def _verdict_on_new(row: Row, *, is_member: bool) -> Verdict:
    if is_member:
        return Verdict.MEMBER
    return Verdict.LEFT if row.unsubscribed_at else Verdict.NEW


def _verdict_on_known(subscriber: Known, row: Row, *, changed: bool) -> Verdict:
    if subscriber.user_id is not None and not changed:
        return Verdict.MEMBER
    if subscriber.unsubscribed_at and not row.unsubscribed_at:
        return Verdict.UNSUBSCRIBED
    return Verdict.CHANGED if changed else Verdict.UNCHANGED


def _merged(subscriber: Known, row: Row) -> LegacySubscriber | None:
    """The subscriber with what the list newly says, or None where it says nothing new.

    An empty cell says nothing. Who unsubscribed stays so, whatever the list says.
    """
    texts = tuple(new or old for new, old in zip(row.texts, subscriber.texts, strict=True))
    joined = row.subscribed_at or subscriber.subscribed_at
    left = subscriber.unsubscribed_at
    if left is None:
        left = _not_before(joined, row.unsubscribed_at)
    elif joined and left < joined:
        joined = subscriber.subscribed_at
    if (texts, joined, left) == (
        subscriber.texts,
        subscriber.subscribed_at,
        subscriber.unsubscribed_at,
    ):
        return None
    return LegacySubscriber(
        pk=subscriber.pk,
        subscribed_at=joined,
        # who left since the row was read stays left
        unsubscribed_at=Coalesce("unsubscribed_at", Value(left, models.DateTimeField())),
        **dict(zip(TEXT_COLUMNS, texts, strict=True)),
    )


def _only_departure(row: Row, *, leaves: bool) -> Row:
    left = row.unsubscribed_at if leaves else None
    return Row(row.line, row.email, NO_TEXTS, None, left, only_left=True)


def _insert(rows: list[Row], run: SubscriberImport | None) -> None:
    """COPY on PostgreSQL, several times as fast as INSERT; multi-row INSERT elsewhere."""
    now = timezone.now()
    run_id = run.pk if run else None

    def values() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            times = (row.subscribed_at, row.unsubscribed_at)
            yield (row.email, *row.texts, *times, now, run_id)

    if not rows:
        return
    if connection.vendor != "postgresql":
        LegacySubscriber.objects.bulk_create(
            LegacySubscriber(**dict(zip(INSERTED, each, strict=True))) for each in values()
        )
        return
    table = connection.ops.quote_name(LegacySubscriber._meta.db_table)  # noqa: SLF001 - Django's documented name
    columns = ", ".join(connection.ops.quote_name(name) for name in INSERTED)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for each in values():
            copy.write_row(each)
