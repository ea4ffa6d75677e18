"""Who is a member: active, with an address that was verified. And who is nobody's session."""

import pytest
from django.db import DatabaseError, transaction
from django.test import RequestFactory

from accounts.backends import MemberBackend
from accounts.models import User
from newsroom.middleware import CookielessAuthentication


@pytest.mark.parametrize(
    ("fields", "answer"),
    [({}, True), ({"verified": False}, False), ({"is_active": False}, False)],
)
@pytest.mark.parametrize("manager", [User.objects.all, User.objects.with_membership])
def test_is_member(enrol, fields, answer, manager):
    user = enrol("nora@stadt.example", **fields)

    assert manager().get(pk=user.pk).is_member is answer


def test_the_sessions_user_comes_with_the_answer(martha, django_assert_num_queries):
    with django_assert_num_queries(1):  # the user, with whether the address is verified
        assert MemberBackend().get_user(martha.pk).is_member


def test_a_deactivated_account_has_no_session(enrol):
    user = enrol("dora@stadt.example", is_active=False)

    assert MemberBackend().get_user(user.pk) is None
    assert MemberBackend().get_user(0) is None


def test_without_a_cookie_no_session_is_opened(settings):
    """A request without a session attribute: touching it would fail."""
    request = RequestFactory().get("/")
    middleware = CookielessAuthentication(lambda _: None)

    middleware.process_request(request)

    assert request.user.is_anonymous


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"password": "!"}, {"email": "x@y.example"}]
)
def test_a_save_writes_what_was_changed_and_nothing_else(martha, change):
    """Whoever read the account before an administrator changed it does not undo that."""
    read_before = User.objects.get(pk=martha.pk)
    User.objects.filter(pk=martha.pk).update(**change)

    read_before.name = "Martha Neu"
    read_before.save()

    martha.refresh_from_db()
    assert martha.name == "Martha Neu"
    assert {name: getattr(martha, name) for name in change} == change
    read_before.save()
    read_before.name = "Martha Alt"
    read_before.save()
    assert User.objects.get(pk=martha.pk).name == "Martha Alt"


def test_what_was_changed_beside_named_fields_is_written_later(martha):
    read_before = User.objects.get(pk=martha.pk)
    read_before.name, read_before.organisation = "Martha Neu", "Amt"
    read_before.save(update_fields=["organisation"])

    read_before.save()

    martha.refresh_from_db()
    assert (martha.name, martha.organisation) == ("Martha Neu", "Amt")


def test_a_field_that_was_not_read_is_written_too(martha):
    read_before = User.objects.only("email").get(pk=martha.pk)
    read_before.name = "Martha Neu"

    read_before.save()

    martha.refresh_from_db()
    assert martha.name == "Martha Neu"


def test_a_save_does_not_bring_a_deleted_account_back(martha):
    read_before = User.objects.get(pk=martha.pk)
    martha.delete()

    read_before.name = "Martha Neu"
    with pytest.raises(DatabaseError, match="did not affect any rows"), transaction.atomic():
        read_before.save()

    assert not User.objects.exists()
