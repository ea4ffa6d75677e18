"""Somebody must be able to give rights: the last active administrator is neither demoted, locked
nor deleted.
"""

import threading
from contextlib import suppress

import pytest
from django.db import connection

from accounts.admin import LAST_ADMINISTRATOR, UserAdmin
from accounts.models import User
from tests.accounts.test_account_admin import change

ADMINISTRATOR = {"is_staff": "on", "is_superuser": "on"}
LIST = "/redaktion/accounts/user/"


@pytest.fixture
def berta(enrol):
    """Another administrator."""
    return enrol("berta@zeitung.example", is_staff=True, is_superuser=True)


def page_of(user, page="change"):
    return f"{LIST}{user.pk}/{page}/"


def rights(user):
    user.refresh_from_db()
    return user.is_active, user.is_staff, user.is_superuser


every_right = pytest.mark.parametrize("right", ["is_active", "is_staff", "is_superuser"])


@every_right
def test_the_form_refuses_the_last_one(log_in, adam, right):
    response = log_in(adam).post(page_of(adam), change(adam, **ADMINISTRATOR) | {right: ""})

    assert response.status_code == 200
    assert LAST_ADMINISTRATOR in response.content.decode()
    assert rights(adam) == (True, True, True)


@every_right
def test_who_has_another_one_beside_may_go(log_in, adam, berta, right):
    response = log_in(adam).post(page_of(adam), change(adam, **ADMINISTRATOR) | {right: ""})

    assert response.status_code == 302
    assert rights(adam).count(False) == 1


@every_right
def test_one_who_is_locked_or_may_not_enter_is_no_other(log_in, adam, berta, right):
    User.objects.filter(pk=berta.pk).update(**{right: False})

    response = log_in(adam).post(page_of(adam), change(adam, **ADMINISTRATOR) | {right: ""})

    assert response.status_code == 200
    assert rights(adam) == (True, True, True)


def test_the_last_one_may_change_the_rest(log_in, adam):
    response = log_in(adam).post(page_of(adam), change(adam, **ADMINISTRATOR) | {"name": "Adam"})

    assert response.status_code == 302
    adam.refresh_from_db()
    assert adam.name == "Adam"


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_deletion_refuses_the_last_one(log_in, adam, method):
    desk = log_in(adam)

    response = getattr(desk, method)(page_of(adam, "delete"), {"post": "yes"})

    assert response.headers["Location"] == page_of(adam)
    assert LAST_ADMINISTRATOR in desk.get(page_of(adam)).content.decode()
    assert rights(adam) == (True, True, True)


def test_the_list_refuses_to_delete_all_of_them(log_in, adam, berta, martha):
    desk = log_in(adam)
    data = {"action": "delete_selected", "post": "yes"}

    response = desk.post(LIST, data | {"_selected_action": [adam.pk, berta.pk, martha.pk]})

    assert response.headers["Location"] == LIST
    assert LAST_ADMINISTRATOR in desk.get(LIST).content.decode()
    assert User.objects.count() == 3

    desk.post(LIST, data | {"_selected_action": [berta.pk, martha.pk]})
    assert list(User.objects.all()) == [adam]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_deleted", [False, True], ids=["demoted", "deleted"])
def test_of_two_who_remove_each_other_at_once_one_stays(
    log_in, adam, berta, monkeypatch, is_deleted
):
    both_are_checked = threading.Barrier(2)
    answers = []

    def after_both_checks(method):
        def wait(self, *args):
            with suppress(threading.BrokenBarrierError):
                both_are_checked.wait(0.5)  # in vain: the other one waits for the lock
            method(self, *args)

        return wait

    for name in ["save_model", "delete_model"]:
        monkeypatch.setattr(UserAdmin, name, after_both_checks(getattr(UserAdmin, name)))

    def remove(desk, other):
        try:
            if is_deleted:
                response = desk.post(page_of(other, "delete"), {"post": "yes"})
            else:
                response = desk.post(page_of(other), change(other))
            answers.append(response.status_code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=remove, args=pair)
        for pair in [(log_in(adam), berta), (log_in(berta), adam)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert User.objects.administrators().count() == 1
    assert len(answers) == 2
    assert set(answers) <= {200, 302}
