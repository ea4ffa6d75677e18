"""Legacy subscribers as a CSV file that no spreadsheet takes for formulas."""

import csv
from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from accounts.models import LegacySubscriber
from accounts.subscriber_columns import COLUMNS
from importing.cells import harmless


class _Echo:
    """What csv writes, handed back."""

    def write(self, text: str) -> str:
        return text


def csv_of(subscribers: QuerySet[LegacySubscriber]) -> StreamingHttpResponse:
    """The import's own format, streamed: UTF-8 with BOM, so that Excel reads the umlauts."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(COLUMNS)
        for values in subscribers.values_list(*COLUMNS).iterator():
            yield writer.writerow([harmless(value) for value in values])

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="kommunalwirtschaft.csv"'},
    )
