"""`remove_second_factor`: how a sole administrator who lost the second factor comes back in."""

import io

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.core import mail
from django.core.management import CommandError, call_command

from tests.accounts.conftest import SET_UP

DESK = "/redaktion/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_MFA_REQUIRED = True


def remove(address):
    out = io.StringIO()
    call_command("remove_second_factor", address, stdout=out)
    return out.getvalue()


def test_the_factor_goes_sessions_end_and_the_owner_is_told(log_in_by_password, adam, set_up):
    session = log_in_by_password(adam)
    set_up(session)
    assert session.get(DESK).status_code == 200
    mail.outbox.clear()

    said = remove("ADAM@zeitung.example")

    assert "The second factor is removed" in said
    assert adam.email not in said
    assert not Authenticator.objects.exists()
    assert session.get("/konto/").status_code == 302
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        [adam.email],
        "Anmeldung in zwei Schritten wurde entfernt",
    )
    entry = LogEntry.objects.get()
    assert (entry.user_id, entry.object_id, entry.action_flag, entry.change_message) == (
        adam.pk,
        str(adam.pk),
        CHANGE,
        "Zweiter Faktor auf der Kommandozeile entfernt",
    )


def test_the_newsroom_asks_for_a_new_one(log_in_by_password, adam, set_up):
    set_up(log_in_by_password(adam))
    remove(adam.email)

    client = log_in_by_password(adam, next=DESK)

    place = DESK
    while place.split("?")[0] != SET_UP:
        response = client.get(place)
        assert response.status_code == 302
        place = response.headers["Location"]
    set_up(client)
    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("nobody@zeitung.example", "There is no account with this address."),
        ("no address", "There is no account with this address."),
        ("adam@zeitung.example", "This account has no second factor."),
    ],
)
def test_what_it_cannot_do_is_said_and_changes_nothing(adam, address, reason):
    with pytest.raises(CommandError, match=f"^{reason}$"):
        remove(address)

    assert mail.outbox == []
    assert not LogEntry.objects.exists()


def test_only_this_account_is_changed(log_in_by_password, adam, edda, set_up):
    set_up(log_in_by_password(adam))
    session = log_in_by_password(edda)
    set_up(session)

    remove(adam.email)

    assert set(Authenticator.objects.values_list("user", flat=True)) == {edda.pk}
    assert session.get("/konto/").status_code == 200
