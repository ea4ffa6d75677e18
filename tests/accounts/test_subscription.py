"""The subscription in the account: carried over, corrected, ended and begun again by its owner."""

from datetime import timedelta

from django.core import mail

from accounts import claims
from accounts.models import Consent, LegacySubscriber, User
from tests.accounts.conftest import CLAIM, SIGN_UP, code_in
from tests.conftest import NOW, PASSWORD


def test_the_subscription_is_linked_and_carried_over(client, ludwig, begin, enter):
    begin(client, "Ludwig@Stadtwerke.example", CLAIM)
    enter(client)

    user = User.objects.get()
    ludwig.refresh_from_db()
    assert (ludwig.user, ludwig.claimed_at) == (user, NOW)
    assert (user.name, user.organisation) == ("Ludwig Lang", "Stadtwerke Altenbrück")
    assert user.check_password(PASSWORD)
    words = client.get("/konto/").page.words
    for carried in [
        "Name Ludwig Lang",
        "Organisation Stadtwerke Altenbrück",
        "Abonniert am 1. März 2013",
        "Einwilligung Bestellformular",
        "Stand nicht abbestellt",
    ]:
        assert carried in words


def test_plain_registration_links_it_too(client, ludwig, begin, enter):
    begin(client, ludwig.email, SIGN_UP)
    enter(client)

    assert LegacySubscriber.objects.get().user == User.objects.get()


def test_what_the_account_says_already_stays(ludwig, martha):
    User.objects.filter(pk=martha.pk).update(name="Martha Maier")

    assert claims.link(martha, ludwig.email)

    martha.refresh_from_db()
    assert (martha.name, martha.organisation) == ("Martha Maier", "Stadtwerke Altenbrück")


def test_a_member_takes_over_the_subscription_of_the_new_address(log_in, ludwig, martha):
    """And leaves that of the former one behind."""
    for email in [martha.email, "martha@neu.example"]:
        LegacySubscriber.objects.create(email=email)
    claims.link(martha, martha.email)
    client = log_in(martha)

    response = client.post("/konto/email/", {"email": "martha@neu.example", "action_add": "1"})
    client.post(response.headers["Location"], {"code": code_in(mail.outbox[0])})

    assert LegacySubscriber.objects.get(user=martha).email == "martha@neu.example"
    assert client.get("/konto/").page.words.count("Ihr Abonnement von kommunalwirtschaft.eu") == 1


def test_the_longest_names_fit(client, ludwig, begin, enter):
    LegacySubscriber.objects.update(first_name="x" * 100, last_name="y" * 100)
    begin(client, ludwig.email, CLAIM)

    assert enter(client).status_code == 302
    assert User.objects.get().name == f"{'x' * 100} {'y' * 100}"


def test_what_was_carried_over_can_be_corrected(client, ludwig, begin, enter):
    begin(client, ludwig.email, CLAIM)
    enter(client)
    assert 'value="Ludwig Lang"' in client.get("/konto/angaben/").content.decode()

    response = client.post("/konto/angaben/", {"name": "Ludwig Länge", "organisation": ""})

    assert response.headers["Location"] == "/konto/"
    words = client.get("/konto/").page.words
    assert "Ihre Angaben sind gespeichert." in words
    assert "Name Ludwig Länge Organisation –" in words


def test_a_member_unsubscribes_and_subscribes_again(log_in, ludwig, martha, clock):
    LegacySubscriber.objects.update(email=martha.email)
    claims.link(martha, martha.email)
    client = log_in(martha)
    url = f"/konto/abonnement/{ludwig.pk}/"

    client.post(url, {"unsubscribe": "1"})
    assert "Stand abbestellt am 22. November 2026" in client.get("/konto/").page.words
    clock.shift(24 * 3600)
    client.post(url, {"unsubscribe": "1"})  # from another tab
    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at == NOW

    client.post(url, {"subscribe": "1"})
    assert "Stand nicht abbestellt" in client.get("/konto/").page.words
    consent = Consent.objects.get()
    assert (consent.user, consent.form, consent.given_at) == (
        martha,
        "wieder abonniert",
        NOW + timedelta(days=1),
    )


def test_nobody_changes_somebody_elses_subscription(log_in, ludwig, martha):
    client = log_in(martha)

    client.post(f"/konto/abonnement/{ludwig.pk}/", {"unsubscribe": "1"})

    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at is None
    assert client.get(f"/konto/abonnement/{ludwig.pk}/").status_code == 405


def test_too_long_a_name_is_explained(log_in, martha):
    response = log_in(martha).post("/konto/angaben/", {"name": "x" * 251})

    assert response.status_code == 200
    assert response.page.title.strip().startswith("Fehler:")


def test_who_unsubscribed_stays_so(client, db, begin, enter):
    LegacySubscriber.objects.create(email="ada@stadt.example", unsubscribed_at=NOW)
    begin(client, "ada@stadt.example", CLAIM)
    enter(client)

    assert LegacySubscriber.objects.get().unsubscribed_at == NOW
    assert "Stand abbestellt am 22. November 2026" in client.get("/konto/").page.words
