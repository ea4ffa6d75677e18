"""Every address, by every method, for every kind of reader, with what no honest reader sends.

No answer is a 500, none shows a text to whom it is not meant for, none takes a second of CPU, and
the log names nobody. The addresses come from the resolver, the forms and parameters from the pages:
what is new is attacked without a word here. The suite tries a sample, the same in each run; `python -m tests.hostile` makes every combination.
"""

from collections import defaultdict

import pytest

from tests.hostile import cases
from tests.hostile.forms import forms_of, links_of
from tests.hostile.requests import Request
from tests.routes import routes
from tests.visitors import ON_THE_WAY, ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
every_role = pytest.mark.parametrize("visitor", ROLES, indirect=True)
everybody = pytest.mark.parametrize("visitor", [*ROLES, *ON_THE_WAY], indirect=True)


@pytest.fixture
def is_full(request):
    return request.config.getoption("--hostile-full")


@pytest.fixture
def pages(visitor, arguments, judge):
    """The pages that this visitor finds, as markup by route and path."""
    found = {}
    for route in of_interest(visitor):
        path = cases.in_wsgi(arguments.path(route))
        answer = judge.send(Request(route.name, visitor, "GET", path))
        if answer.status == 200 and "text/html" in answer.headers:
            found[route, path] = answer.content
    return found


def of_interest(visitor):
    """All addresses, for those in the middle of something the account's."""
    return [
        route for route in routes() if visitor.name in ROLES or route.template.startswith("/konto/")
    ]


@everybody
def test_every_method(visitor, arguments, judge, is_full):
    requests = cases.by_method(of_interest(visitor), visitor, arguments, is_full=is_full)

    judge.acquits(requests)


@pytest.mark.parametrize("visitor", ["anonymous", "administrator"], indirect=True)
def test_every_argument_of_an_address(visitor, arguments, judge, is_full):
    requests = cases.by_argument(routes(), visitor, arguments, is_full=is_full)

    judge.acquits(requests)


@every_role
def test_every_parameter(visitor, arguments, judge, pages, is_full):
    found = defaultdict(dict)
    for (_, path), markup in pages.items():
        links = [*links_of(markup), *(form.as_link for form in forms_of(markup, path))]
        for place, name, query in cases.queries_of(links, path):
            found[place].setdefault(name, query)
    requests = cases.by_parameter(routes(), visitor, arguments, found, is_full=is_full)

    judge.acquits(requests)


@everybody
def test_every_field_of_every_form(visitor, judge, pages, is_full):
    forms = {
        form.key: (route.name, form)
        for (route, path), markup in pages.items()
        for form in forms_of(markup, path)
    }
    judge.acquits(
        request
        for name, form in forms.values()
        for request in cases.by_field(form, name, visitor, is_full=is_full)
    )


@every_role
@pytest.mark.parametrize("name", ["front_page", "article", "account", "account_login"])
def test_cookies_and_headers(visitor, arguments, judge, name, is_full):
    (route,) = [route for route in routes() if route.name == name]
    requests = [
        *cases.by_cookie(route, visitor, arguments, is_full=is_full),
        *cases.by_header(route, visitor, arguments, is_full=is_full),
    ]

    judge.acquits(requests)
