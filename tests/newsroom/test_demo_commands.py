"""The demo stays out of production: asked of the commands themselves, as an operator runs them."""

import os
import subprocess
import sys

import pytest

from newsroom.demo import people
from tests import servers
from tests.checks import PRODUCTION

pytestmark = pytest.mark.slow
COUNT = (
    "from accounts.models import LegacySubscriber, User; from articles.models import Article; "
    "print(User.objects.count(), LegacySubscriber.objects.count(), Article.objects.count())"
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A real site's environment, its database migrated and empty."""
    folder = tmp_path_factory.mktemp("site")
    with servers.database(folder, "demo_commands") as url:
        environment = os.environ | PRODUCTION | {"DATABASE_URL": url, "DEMO": ""}
        for name in ["DJANGO_ALLOW_ASYNC_UNSAFE", "STAFF_MFA_REQUIRED"]:  # the suite's own
            environment.pop(name, None)
        servers.manage(environment, "migrate")
        yield environment


def manage(environment, *arguments):
    """What a command of manage.py answers: its exit status and what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=servers.ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def rows(environment):
    return manage(environment, "shell", "--no-imports", "-c", COUNT)[1].strip()


def check(environment):
    return manage(environment, "check", "--deploy", "--fail-level", "WARNING")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("demo", "DEMO is off, and nothing was written: "),
        ("run_demo", "DEMO is off: this command is for the demo only"),
    ],
)
def test_where_demo_is_off_the_commands_refuse_and_leave_nothing(environment, command, reason):
    status, said = manage(environment, command)

    assert status == 1
    assert said.startswith(f"CommandError: {reason}")
    assert rows(environment) == "0 0 0"


def test_check_deploy_complains_while_demo_is_on_and_about_what_it_left(environment, tmp_path):
    assert check(environment) == (0, "System check identified no issues (0 silenced).\n")
    demo = environment | {"DEMO": "on", "EMAIL_URL": f"file://{tmp_path}/mail"}

    status, said = check(demo)
    assert (status, "newsroom.E003" in said, "newsroom.E004" in said) == (1, True, False)

    servers.manage(demo, "demo", "--articles", "0")
    status, said = check(demo)
    assert (status, "newsroom.E003" in said, "newsroom.E004" in said) == (1, True, True)

    status, said = check(environment)
    assert (status, "newsroom.E003" in said, "newsroom.E004" in said) == (1, False, True)
    assert all(login.email in said for login in people.LOGINS)
