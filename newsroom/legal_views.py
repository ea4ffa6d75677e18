"""The legal pages, from Django's flat pages, cleaned like every other text before it is shown."""

from typing import Any

from django.contrib.flatpages.models import FlatPage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import html
from web import audiences


@require_safe
@cache_control(public=True)
def legal_page(request: HttpRequest, name: str) -> HttpResponse:
    """One query."""

    def context() -> dict[str, Any]:
        page = get_object_or_404(FlatPage, url=f"/{name}/")
        return {"title": page.title, "content": html.render(page.content)}

    return audiences.render(request, "legal_page.html", context)
