"""A subscription goes where its owner's address goes; the address that was given up gets nothing."""

import pytest
from django.core import mail

from accounts import claims
from accounts.models import LegacySubscriber
from tests.accounts.conftest import code_in
from tests.conftest import NOW


def change_own_address(member, email):
    member.post("/konto/email/", {"email": email, "action_add": "1"})
    member.post("/konto/confirm-email/", {"code": code_in(mail.outbox[-1])})


def change_address_of(desk, user, email):
    inline = {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0, "is_active": "on"}
    page = f"/redaktion/accounts/user/{user.pk}/change/"
    assert desk.post(page, inline | {"email": email}).status_code == 302


def test_an_address_that_an_administrator_replaced_is_not_subscribed(desk, martha, read_list):
    former = martha.email
    change_address_of(desk, martha, "neu@altenbrueck.example")

    assert read_list(former) == "1 unsubscribed earlier"


def test_a_subscription_moves_along_to_the_address_that_its_owner_proves(
    log_in, ludwig, martha, read_list
):
    claims.link(martha, ludwig.email)
    LegacySubscriber.objects.update(email=martha.email)
    former = martha.email

    change_own_address(log_in(martha), "neu@altenbrueck.example")

    ludwig.refresh_from_db()
    assert (ludwig.email, ludwig.unsubscribed_at) == ("neu@altenbrueck.example", None)
    assert read_list(former) == "1 unsubscribed earlier"


@pytest.mark.parametrize("road", ["an administrator", "to one with its own subscription"])
def test_a_subscription_of_an_address_that_was_given_up_ends(desk, log_in, ludwig, martha, road):
    claims.link(martha, ludwig.email)
    LegacySubscriber.objects.update(email=martha.email)
    if road == "an administrator":
        change_address_of(desk, martha, "neu@altenbrueck.example")
    else:
        LegacySubscriber.objects.create(email="neu@altenbrueck.example")
        change_own_address(log_in(martha), "neu@altenbrueck.example")

    ludwig.refresh_from_db()
    assert (ludwig.email, ludwig.unsubscribed_at) == ("martha@altenbrueck.example", NOW)
    assert ludwig.user is None
    log_in(martha).post(f"/konto/abonnement/{ludwig.pk}/", {"subscribe": "1"})
    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at == NOW


def test_at_an_address_that_left_before_it_waits_for_a_new_consent(log_in, ludwig, martha):
    """Such as the former one, when the change is taken back."""
    claims.link(martha, ludwig.email)
    LegacySubscriber.objects.update(email=martha.email)
    member, former = log_in(martha), martha.email
    change_own_address(member, "neu@altenbrueck.example")
    change_own_address(member, former)
    ludwig.refresh_from_db()
    assert (ludwig.email, ludwig.unsubscribed_at, ludwig.user) == (former, NOW, martha)

    member.post(f"/konto/abonnement/{ludwig.pk}/", {"subscribe": "1"})

    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at is None


def test_an_address_that_its_owner_gave_up_is_not_subscribed(log_in, martha, read_list):
    former = martha.email
    change_own_address(log_in(martha), "neu@altenbrueck.example")
    martha.refresh_from_db()
    assert martha.email == "neu@altenbrueck.example"

    assert read_list(former) == "1 unsubscribed earlier"
