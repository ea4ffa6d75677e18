"""The picture of a shared link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import cards
from articles.models import Article


@require_safe
@cache_control(public=True)
def card(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A published article's card; an outdated address leads to the present one. One query."""
    found = Article.objects.published().select_related("source").filter(pk=pk).first()
    if found is None:
        raise Http404("No such article.")
    if digest != cards.digest(found):
        return redirect(cards.address(found))
    return HttpResponse(cards.png(found), content_type="image/png")
