"""The size of an address is checked before anything looks at its characters.

Unicode normalisation takes quadratic time on unordered combining marks, and no other thread runs
meanwhile: without a bound, one anonymous request stops a worker.
"""

import io
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from accounts.addresses import MAX_LENGTH, NO_ADDRESS, canonical
from accounts.models import User
from tests.conftest import PASSWORD
from web.size_limit import LARGEST_FORM

SECONDS = 1.0
"""Of CPU. Normalising 240 kB took 3.5 seconds, 1.1 MB more than a minute."""

MARKS = "\u0316\u0301"
SIZES = {"90 kB": 22_000, "240 kB": 60_000, "1.1 MB": 275_000}
FORMS = {
    "login": ("/konto/login/", "login", {"password": PASSWORD}),
    "registration": ("/konto/signup/", "email", {"password1": PASSWORD, "terms": "on"}),
    "claim": ("/konto/kommunalwirtschaft/", "email", {"password1": PASSWORD, "terms": "on"}),
    "reset": ("/konto/password/reset/", "email", {"password1": PASSWORD}),
    "change of address": ("/konto/email/", "email", {"action_add": "1"}),
}
ADMIN_FORMS = ["user/add", "user/{martha}/change", "legacysubscriber/{ludwig}/change"]


@pytest.fixture(params=SIZES)
def marks(request):
    """What looks like an address with unordered combining marks in it."""
    return "a" + MARKS * SIZES[request.param] + "@stadt.example"


@pytest.fixture
def bounded():
    """Call a function and hold it to its share of CPU."""

    def bounded(work):
        begun = time.process_time()
        result = work()
        spent = time.process_time() - begun
        assert spent < SECONDS, f"{spent:.1f} s of CPU"
        return result

    return bounded


@pytest.mark.parametrize("form", FORMS)
def test_account_forms_refuse_at_once(browser, log_in, martha, form, marks, bounded):
    address, field, others = FORMS[form]
    client = log_in(martha) if form == "change of address" else browser()
    client.get(address)  # loads templates, which is not what is measured

    response = bounded(lambda: client.post(address, others | {field: marks}))

    if len(marks.encode()) > LARGEST_FORM:
        assert response.status_code == 413
    else:
        assert response.status_code == 200
        assert NO_ADDRESS in response.page.words


@pytest.mark.parametrize("form", ADMIN_FORMS)
def test_admin_forms_refuse_at_once(log_in, adam, martha, ludwig, form, marks, bounded):
    address = f"/redaktion/accounts/{form.format(martha=martha.pk, ludwig=ludwig.pk)}/"
    inline = {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}
    client = log_in(adam)
    client.get(address)

    response = bounded(lambda: client.post(address, inline | {"email": marks}))

    assert response.status_code == 200
    assert NO_ADDRESS in response.content.decode()


def test_imports_refuse_at_once(tmp_path, settings, db, bounded):
    settings.VAR_DIR = tmp_path
    list_of_marks = tmp_path / "list.csv"
    cell = "a" + MARKS * 32_000 + "@stadt.example"
    list_of_marks.write_text(f"email\n{cell}\n\nnora@stadt.example\n")
    out, err = io.StringIO(), io.StringIO()

    bounded(lambda: call_command("import_subscribers", list_of_marks, stdout=out, stderr=err))

    assert out.getvalue().strip().splitlines()[-1] == "1 invalid, 1 new"
    assert "email: no address" in err.getvalue()


def test_look_ups_refuse_at_once(db, marks, bounded):
    assert not bounded(lambda: User.objects.filter(email=marks).exists())


@pytest.mark.parametrize(
    "longer_after",
    ["\ufdfa" * 100 + "@stadt.example", "a@" + "ü" * 60 + "." + "ü" * 60 + "." + "ü" * 120],
    ids=["NFKC makes eighteen letters of one", "the domain grows by its encoding"],
)
def test_what_grows_over_the_limit_is_refused(longer_after):
    assert len(longer_after) <= MAX_LENGTH
    with pytest.raises(ValidationError):
        canonical(longer_after)


def test_spaces_around_do_not_count(db):
    assert canonical(" " * 300 + "Nora@Stadt.example\n") == "nora@stadt.example"
