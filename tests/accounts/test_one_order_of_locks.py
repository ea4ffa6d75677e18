"""Forms of one account, or of one address, wait for each other in one order."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import signups
from accounts.models import PendingSignUp
from tests.accounts.conftest import RESET, SIGN_UP, code_in
from tests.accounts.test_moved_subscriptions import change_own_address

NEW = "neu@altenbrueck.example"


def begun(browser, begin, mailoutbox, email, door):
    begin(browser(), email, door)
    return PendingSignUp.objects.get(), code_in(mailoutbox[-1])


def test_the_account_comes_before_its_codes(martha, browser, begin, mailoutbox):
    """As where a password is changed, or the account deleted."""
    pending, code = begun(browser, begin, mailoutbox, martha.email, RESET)

    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        signups.confirm(pending, code)

    tables = re.findall(r'(?:FROM|UPDATE) "(\w+)"', " ".join(each["sql"] for each in queries))
    assert tables[:3] == ["accounts_user", "accounts_pendingsignup", "accounts_pendingsignup"]


def locks(queries):
    return set(re.findall(r"pg_advisory_xact_lock\( ?(-?\d+)\)", str(list(queries))))


@pytest.mark.postgresql
def test_who_signs_up_waits_for_who_changes_to_the_address(
    martha, log_in, browser, begin, mailoutbox
):
    pending, code = begun(browser, begin, mailoutbox, NEW, SIGN_UP)
    with CaptureQueriesContext(connection) as of_change:
        change_own_address(log_in(martha), NEW)
    with CaptureQueriesContext(connection) as of_sign_up:
        signups.confirm(pending, code)

    assert len(locks(of_sign_up)) == 1
    assert locks(of_sign_up) < locks(of_change)
