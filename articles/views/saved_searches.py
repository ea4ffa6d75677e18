"""A member's saved searches: to run, save, change and delete."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import uri_to_iri

from articles import laender
from articles import saved_searches as saved
from articles.characters import is_blank, readable
from articles.editions import YEARS
from articles.models import SavedSearch, Source, Topic
from articles.search import narrowing
from articles.search.narrowing import Narrowing
from articles.search.query import LONGEST, parse
from articles.views.shelf import changing

_SLUG_MAX_LENGTH = 90
NO_NAME = "Bitte geben Sie der Suche einen Namen."
NO_WORD = "Darin ist kein Wort, nach dem sich suchen ließe."
NAME_TAKEN = "Unter diesem Namen haben Sie schon eine andere Suche gespeichert."
TOO_MANY = f"Sie haben schon {saved.MOST} Suchen gespeichert. Bitte löschen Sie erst eine davon."


class SavedSearchForm(forms.Form):
    """A name and a search; its fields are called as the parameters of the search page.

    Two queries: topics, and the sources that are named.
    """

    name = forms.CharField(label="Name der Suche", max_length=SavedSearch.NAME_MAX_LENGTH)
    q = forms.CharField(label="Suchwörter", max_length=LONGEST)
    thema = forms.ChoiceField(label="Thema", required=False)
    quelle = forms.ChoiceField(label="Quelle", required=False)
    land = forms.ChoiceField(label="Land", required=False)
    zeit = forms.ChoiceField(label="Zeit", required=False)
    sortierung = forms.ChoiceField(
        label="Reihenfolge", required=False, choices=list(narrowing.ORDERS.items())
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [str(given.get("quelle", "")) for given in (self.data, self.initial)]
        short = [slug for slug in named if 0 < len(slug) <= _SLUG_MAX_LENGTH and "\0" not in slug]
        self._topics = {topic.slug: topic for topic in Topic.objects.all()}
        self._sources = Source.objects.in_bulk(short, field_name="slug")
        periods = {period: label for period, (label, _) in narrowing.PERIODS.items()}
        periods |= {str(year): str(year) for year in self._years()}
        for name, nothing, choices in [
            ("thema", "alle Themen", {slug: one.name for slug, one in self._topics.items()}),
            ("quelle", "alle Quellen", {slug: one.name for slug, one in self._sources.items()}),
            ("land", "alle Länder", {slug: one.name for slug, one in laender.BY_SLUG.items()}),
            ("zeit", "jederzeit", periods),
        ]:
            field = self.fields[name]
            field.choices = [("", nothing), *choices.items()]  # type: ignore[attr-defined]
            field.error_messages["invalid_choice"] = "Das gibt es nicht oder nicht mehr."

    def _years(self) -> list[int]:
        """The last ones, and those that are named."""
        now = timezone.localdate().year
        named = {str(given.get("zeit", "")) for given in (self.data, self.initial)}
        years = {year for year in YEARS if str(year) in named}
        return sorted(years | set(range(now - narrowing.OFFERED + 1, now + 1)), reverse=True)

    def clean_name(self) -> str:
        name = " ".join(readable(self.cleaned_data["name"]).split())
        if is_blank(name):
            raise forms.ValidationError(NO_NAME)
        return name

    def clean_q(self) -> str:
        question = parse(self.cleaned_data["q"])
        if not question:
            raise forms.ValidationError(NO_WORD)
        return question.text

    @property
    def wanted(self) -> Narrowing:
        """The search, once it is valid."""
        values: Mapping[str, str] = self.cleaned_data
        return Narrowing(
            text=values["q"],
            topic=self._topics.get(values["thema"]),
            source=self._sources.get(values["quelle"]),
            land=laender.BY_SLUG.get(values["land"]),
            period=values["zeit"],
            order=values["sortierung"] or narrowing.BEST,
        )


@changing
def saved_searches(request: HttpRequest) -> HttpResponse:
    """The list, or what the search page sends here to be saved: then back to it.

    Whoever is not logged in any more comes back to the search after the login. Queries of the list:
    searches, topics, sources.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(_way_back(request))
    if request.method != "POST":
        context = {"searches": saved.of(request.user), "most": saved.MOST}
        return render(request, "articles/saved_searches.html", context)
    form = SavedSearchForm(request.POST)
    if form.is_valid():
        try:
            saved.save(request.user, form.cleaned_data["name"], form.wanted)
        except saved.NameTakenError:
            form.add_error("name", NAME_TAKEN)
        except saved.TooManyError:
            form.add_error(None, TOO_MANY)
        else:
            return redirect(_address_of(form))
    context = {"form": form, "search": _address_of(form)}
    return render(request, "articles/saved_search.html", context)


@changing
@login_required
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """The form to change one; `nicht` deletes it. Queries: search, its topic and source, the form's."""
    if "nicht" in request.POST:
        saved.delete(request.user, pk)
        return redirect("saved_searches")
    row = get_object_or_404(SavedSearch, pk=pk, member=request.user.pk)
    (shown,) = saved.shown([row])
    initial = shown.narrowing.parameters | {"name": row.name}
    form = SavedSearchForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            saved.change(request.user, pk, form.cleaned_data["name"], form.wanted)
        except saved.NameTakenError:
            form.add_error("name", NAME_TAKEN)
        else:
            return redirect("saved_searches")
    return render(request, "articles/saved_search.html", {"form": form, "shown": shown})


def _way_back(request: HttpRequest) -> str:
    """To the search that was to be saved, or to the list."""
    form = SavedSearchForm(request.POST) if request.method == "POST" else None
    return uri_to_iri(_address_of(form)) if form else request.path


def _address_of(form: SavedSearchForm) -> str:
    """The search page, with the search where all but its name is right."""
    is_search = form.is_valid() or set(form.errors) <= {"name", NON_FIELD_ERRORS}
    return f"{reverse('search')}?{form.wanted.query}" if is_search else reverse("search")
