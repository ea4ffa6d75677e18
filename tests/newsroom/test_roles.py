"""Who may open what in the newsroom: every address of the admin, for every role.

Strangers and members are led to the login from everywhere. A new address must join the table.
"""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from newsroom.roles import ROLES
from tests.routes import Arguments, routes

# address: what an author, an editor, a chief editor and an administrator get; of the article that
# exists another editor is the author, so for authors it does not exist
DESK = {
    "index": (200, 200, 200, 200),
    "password_change": (302, 302, 302, 302),
    "password_change_done": (200, 200, 200, 200),
    "jsi18n": (200, 200, 200, 200),
    "autocomplete": (200, 200, 200, 200),
    "app_list": (200, 200, 200, 200),
    "articles_article_changelist": (200, 200, 200, 200),
    "articles_article_add": (200, 200, 200, 200),
    "articles_article_change": (302, 200, 200, 200),
    "articles_article_history": (404, 200, 200, 200),
    "articles_article_delete": (403, 403, 200, 200),
    "articles_article_preview": (405, 405, 405, 405),
    "articles_article_duplicates": (200, 200, 200, 200),
    "articles_article_deleted": (403, 403, 200, 200),
    "articles_source_changelist": (200, 200, 200, 200),
    "articles_source_add": (403, 200, 200, 200),
    "articles_source_change": (200, 200, 200, 200),
    "articles_source_history": (200, 200, 200, 200),
    "articles_source_delete": (403, 403, 200, 200),
    "articles_topic_changelist": (200, 200, 200, 200),
    "articles_topic_add": (403, 200, 200, 200),
    "articles_topic_change": (200, 200, 200, 200),
    "articles_topic_history": (200, 200, 200, 200),
    "articles_topic_delete": (403, 403, 200, 200),
    "articles_synonyms_changelist": (403, 403, 200, 200),
    "articles_synonyms_add": (403, 403, 200, 200),
    "articles_synonyms_change": (403, 403, 200, 200),
    "articles_synonyms_history": (403, 403, 200, 200),
    "articles_synonyms_delete": (403, 403, 200, 200),
    "flatpages_flatpage_changelist": (403, 403, 200, 200),
    "flatpages_flatpage_add": (403, 403, 403, 403),
    "flatpages_flatpage_change": (403, 403, 200, 200),
    "flatpages_flatpage_history": (403, 403, 200, 200),
    "flatpages_flatpage_delete": (403, 403, 403, 403),
    "accounts_user_changelist": (403, 403, 403, 200),
    "accounts_user_add": (403, 403, 403, 200),
    "accounts_user_change": (403, 403, 403, 200),
    "accounts_user_history": (403, 403, 403, 200),
    "accounts_user_delete": (403, 403, 403, 200),
    "accounts_legacysubscriber_changelist": (403, 403, 403, 200),
    "accounts_legacysubscriber_add": (403, 403, 403, 200),
    "accounts_legacysubscriber_change": (403, 403, 403, 200),
    "accounts_legacysubscriber_history": (403, 403, 403, 200),
    "accounts_legacysubscriber_delete": (403, 403, 403, 200),
    "accounts_subscriber_overview": (403, 403, 403, 200),
    "accounts_subscriberimport_changelist": (403, 403, 403, 200),
    "accounts_subscriberimport_add": (403, 403, 403, 200),
    "accounts_subscriberimport_change": (403, 403, 403, 200),
    "accounts_subscriberimport_history": (403, 403, 403, 200),
    "accounts_subscriberimport_delete": (403, 403, 403, 403),
    "accounts_subscriberimport_take_over": (405, 405, 405, 405),
    "accounts_subscriberimport_pass_over": (405, 405, 405, 405),
    "accounts_subscriberimport_report": (403, 403, 403, 404),
    "auth_group_changelist": (403, 403, 403, 200),
    "auth_group_add": (403, 403, 403, 200),
    "auth_group_change": (403, 403, 403, 200),
    "auth_group_history": (403, 403, 403, 200),
    "auth_group_delete": (403, 403, 403, 403),  # the roles of the table stay
}
OPEN = {"login", "logout", "None"}  # for everybody; the addresses without a name lead to the login


@pytest.fixture
def address(write, ludwig, martha):
    """An admin address by its name, of something that exists."""
    arguments = Arguments(write(), user=martha, legacysubscriber=ludwig)
    known = {route.name: route for route in routes()}

    def address(name):
        query = "?app_label=articles&model_name=article&field_name=source"
        return arguments.path(known[f"admin:{name}"]) + query * (name == "autocomplete")

    return address


def test_the_table_is_complete():
    names = {route.name for route in routes() if route.name.startswith("admin:")}

    assert {name.removeprefix("admin:") for name in names} - OPEN == set(DESK)


@pytest.mark.parametrize("name", DESK)
def test_strangers_and_members_are_led_to_the_login(browser, log_in, martha, address, name):
    for client in [browser(), log_in(martha)]:
        response = client.get(address(name))
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/redaktion/login/")


@pytest.mark.parametrize("name", DESK)
def test_what_each_role_gets(log_in, arne, edda, cora, adam, address, name):
    place = address(name)

    assert (
        tuple(log_in(user).get(place).status_code for user in (arne, edda, cora, adam))
        == DESK[name]
    )


def test_nobody_but_administrators_finds_member_data(log_in, arne, edda, cora, martha, ludwig):
    for user in (arne, edda, cora):
        page = log_in(user).get("/redaktion/").content.decode()
        assert "/redaktion/accounts/" not in page
        assert martha.email not in page
        assert ludwig.email not in page


@pytest.mark.parametrize("name", DESK)
def test_without_the_second_factor_every_address_is_out_of_reach(
    settings, log_in, arne, edda, cora, adam, address, name
):
    settings.STAFF_MFA_REQUIRED = True
    place = address(name)

    for user in (arne, edda, cora, adam):
        response = log_in(user).get(place)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/redaktion/login/")


def held():
    """What the database says of each group."""
    return {
        group.name: {
            f"{one.content_type.app_label}.{one.codename}"
            for one in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }


def test_the_database_says_what_the_table_of_roles_says(db):
    assert held() == ROLES


def test_migrate_gives_and_takes_what_differs_from_the_table(db):
    editors = Group.objects.get(name="Redaktion")
    editors.permissions.add(Permission.objects.get(codename="delete_article"))
    editors.permissions.remove(Permission.objects.get(codename="publish_article"))
    Group.objects.get(name="Chefredaktion").delete()
    own = Group.objects.create(name="Praktikum")
    own.permissions.add(Permission.objects.get(codename="view_article"))

    for _ in range(2):
        call_command("migrate", verbosity=0)

        assert held() == ROLES | {"Praktikum": {"articles.view_article"}}


@pytest.mark.django_db(transaction=True)
def test_they_are_there_again_after_flush():
    call_command("flush", verbosity=0, interactive=False)

    assert held() == ROLES


def test_an_administrator_sees_the_roles_and_cannot_change_them(log_in, adam):
    desk = log_in(adam)
    editors = Group.objects.get(name="Redaktion")
    own = Group.objects.create(name="Praktikum")
    listed = "/redaktion/auth/group/"

    assert desk.get(f"{listed}{editors.pk}/change/").status_code == 200
    assert desk.post(f"{listed}{editors.pk}/change/", {"name": "Presse"}).status_code == 403
    assert desk.post(f"{listed}{editors.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [editors.pk, own.pk], "post": "yes"}
    desk.post(listed, chosen)
    assert {"Redaktion", "Praktikum"} <= held().keys()
    assert desk.post(f"{listed}{own.pk}/change/", {"name": "Volontariat"}).status_code == 302
    assert held()["Redaktion"] == ROLES["Redaktion"]
    assert "Volontariat" in held()
