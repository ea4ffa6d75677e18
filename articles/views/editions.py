"""The front page, and every earlier edition by its day."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import calendars, editions
from articles.paging import page_of
from articles.structured_data import as_script_content, of_paper
from web import audiences

THIN = 6
"""With fewer articles an edition does not fill the front page: the one before follows."""

SHOWN = 60
"""Articles of one day that stand on its first page."""


@require_safe
@cache_control(public=True)
def front_page(request: HttpRequest) -> HttpResponse:
    """The newest edition, and the one before where the day is young.

    Queries: newest day, its articles, their topics, previous day; of a thin edition the last three
    once more.
    """
    return audiences.render(request, "articles/front_page.html", _newest)


def _newest() -> dict[str, Any]:
    day = editions.newest_day()
    context = _edition(day) if day else {"articles": []}
    if day and len(context["articles"]) < THIN and context["previous_day"]:
        earlier = _edition(context["previous_day"])
        context |= {"earlier": earlier, "previous_day": earlier["previous_day"]}
    return context | {"is_newest": True, "structured_data": as_script_content(of_paper())}


@require_safe
@cache_control(public=True)
def edition(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """The edition of one day, or that there was none.

    Queries: its articles, their topics, previous and next day, first and newest day, days of the
    month.
    """
    wanted = _date(year, month, day)
    if request.path != (address := editions.address(wanted)):
        return redirect(address, permanent=True)
    if position := request.GET.get("ab", ""):
        more = "articles/edition_more.html"
        return audiences.render(request, more, lambda: _more(wanted, position), query=position)
    return audiences.render(request, "articles/front_page.html", lambda: _of_day(wanted))


def _more(day: date, position: str) -> dict[str, Any]:
    return {"day": day, "page": page_of(editions.edition(day), position), "position": position}


def _of_day(day: date) -> dict[str, Any]:
    context = _edition(day)
    life = editions.life()
    if life is None or not life[0] <= day <= timezone.localdate():
        raise Http404("The paper did not exist on that day.")
    return context | {
        "next_day": editions.day_after(day),
        "is_today": day == timezone.localdate(),
        "calendar": calendars.month(day, life, current=day),
    }


@require_safe
@cache_control(public=True)
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month's calendar. Queries: first and newest day, days of the month."""
    wanted = _date(year, month, 1)
    if request.path != (address := calendars.address(wanted)):
        return redirect(address, permanent=True)
    return audiences.render(request, "articles/archive.html", lambda: _archive(wanted))


@require_safe
@cache_control(public=True)
def archive(request: HttpRequest) -> HttpResponse:
    """The newest month's calendar and the way to every other. Queries as `month`."""
    return audiences.render(request, "articles/archive.html", lambda: _archive(None))


def _archive(wanted: date | None) -> dict[str, Any]:
    life = editions.life()
    if life is None:
        if wanted:
            raise Http404("Nothing has appeared yet.")
        return {}
    first, newest = life
    shown = wanted or newest
    if not first.replace(day=1) <= shown <= newest:
        raise Http404("The paper did not exist in that month.")
    return {
        "month": wanted,
        "calendar": calendars.month(shown, life),
        "years": calendars.years(first, newest),
    }


def _edition(day: date) -> dict[str, Any]:
    """What stands on the page of one day: the newest on top, the others by topic."""
    page = page_of(editions.edition(day), "", size=SHOWN)
    return {
        "day": day,
        "articles": page.articles,
        "sections": editions.by_topic(page.articles[editions.TOP :]),
        "more": page.next_position and f"{editions.address(day)}?ab={page.next_position}",
        "previous_day": editions.day_before(day),
    }


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year if year in editions.YEARS else 0, month, day)
    except (ValueError, OverflowError) as error:
        raise Http404("No such day.") from error
