"""What the hostile suite is there to find, it finds: faults planted in a view of their own."""

import logging
import re
import types

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.urls import include, path

from articles.models import Body
from newsroom import urls
from tests.hostile import cases, requests
from tests.hostile.conftest import BODY
from tests.hostile.forms import forms_of
from tests.hostile.values import ANONYMOUS
from tests.routes import routes
from tests.visitors import ROLES
from web.size_limit import LARGEST_FORM

pytestmark = pytest.mark.django_db
stranger = pytest.mark.parametrize("visitor", ["anonymous"], indirect=True)


def raises(request):
    if "\0" in request.GET.values():
        raise ValueError("planted")
    return HttpResponse("ok")


def leaks(request):
    return HttpResponse(Body.objects.get(html__contains=BODY).html)


def leaks_in_a_header(request):
    return HttpResponse(headers={"X-Robots-Tag": leaks(request).content.decode()})


def gossips(request):
    if request.method == "POST":
        sent = repr(request.POST).replace("@", " at ")  # past the log's own formatter
        logging.getLogger("planted").warning("What was sent: %s", sent)
    return HttpResponse("ok")


def refuses(request):
    raise SuspiciousOperation("planted, and harmless")


@pytest.fixture
def found(settings, visitor, arguments, judge):
    """What the suite finds at an address where that view was planted."""

    def found(view):
        planted = types.ModuleType("planted")
        planted.urlpatterns = [
            path("gepflanzt/", view, name="planted"),
            path("", include(urls.urlpatterns)),
        ]
        settings.ROOT_URLCONF = planted
        (route,) = [route for route in routes() if route.name == "planted"]
        return [
            fault
            for request in cases.by_method([route], visitor, arguments, is_full=False)
            for fault in judge.faults(request)
        ]

    return found


@stranger
def test_an_exception_is_found_and_its_cause_named(found):
    (fault,) = {fault.partition(": anonymous")[0] for fault in found(raises)}
    assert fault == "status 500 (ValueError: planted)"


@stranger
def test_the_parts_that_did_it_are_named_and_no_others(found):
    named = re.compile(r".*\[(query \w+ = NUL(; )?)+\]")

    assert [fault for fault in found(raises) if not named.fullmatch(fault)] == []


@stranger
@pytest.mark.parametrize("view", [leaks, leaks_in_a_header])
def test_a_body_is_found(found, view):
    faults = found(view)

    assert len(faults) >= len(cases.METHODS) - 1  # HEAD has no content
    assert [f for f in faults if not f.startswith(f"shows {BODY!r}: anonymous")] == []


@pytest.mark.parametrize("visitor", ["member"], indirect=True)
def test_a_body_is_no_fault_where_it_may_be_read(found):
    assert found(leaks) == []


@stranger
def test_an_address_in_the_log_is_found(found, monkeypatch):
    somebody = [value for value in cases.VALUES if value.names_somebody]
    monkeypatch.setattr(cases, "VALUES", somebody)

    assert all(fault.startswith("the log names 'stadtwerke.example'") for fault in found(gossips))
    assert found(gossips)


@stranger
def test_a_slow_answer_is_found(found, monkeypatch):
    monkeypatch.setattr(requests, "MOST_CPU", 0.0)

    assert all("s of CPU: anonymous" in fault for fault in found(refuses))
    assert found(refuses)


@stranger
def test_what_is_refused_is_no_fault(found):
    assert found(refuses) == []


@pytest.mark.parametrize("visitor", ROLES, indirect=True)
def test_every_address_meets_every_value_by_every_method(visitor, arguments):
    known = list(routes())
    met = {
        (request.route, part.value.name)
        for request in cases.by_method(known, visitor, arguments, is_full=False)
        for part in request.parts
    }
    methods = {
        (request.route, request.method)
        for request in cases.by_method(known, visitor, arguments, is_full=False)
    }

    assert {(route.name, value.name) for route in known for value in ANONYMOUS} <= met
    assert methods == {(route.name, method) for route in known for method in cases.METHODS}


@pytest.fixture
def fields(visitor):
    """The hostile fields of all requests for a form of two, those that go alone or all."""

    def fields(*, is_full, alone):
        (form,) = forms_of('<form method="post"><input name="a"><input name="b"></form>', "/konto/")
        requests = cases.by_field(form, "account", visitor, is_full=is_full)
        return {
            (p.name, p.value) for r in requests for p in r.parts if len(r.parts) == 1 or not alone
        }

    return fields


@stranger
def test_every_field_meets_every_value(fields):
    every = {(name, value) for name in ("a", "b") for value in cases.VALUES}

    assert fields(is_full=True, alone=True) == every
    assert fields(is_full=True, alone=False) == every


@stranger
def test_a_sample_leaves_out_no_field(fields):
    alone = fields(is_full=False, alone=True)

    assert {name for name, _ in alone} == {"a", "b"}
    assert len(fields(is_full=False, alone=False)) > len(alone)


def test_a_sample_leaves_out_no_value():
    met = {
        value
        for number in range(1_000)
        for value in cases.some(cases.VALUES, "member", str(number), is_full=False)
    }

    assert met == set(cases.VALUES)


@stranger
def test_no_form_is_too_large_to_be_read(visitor, arguments):
    forms = [
        request.environ()["CONTENT_LENGTH"]
        for request in cases.by_method(routes(), visitor, arguments, is_full=False)
    ]

    assert max(map(int, forms)) <= LARGEST_FORM
