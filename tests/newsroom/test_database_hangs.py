"""PostgreSQL that does not answer holds no page for longer than seconds, and no thread for ever.

A real server is stopped as a full machine or a broken disk stops it, under a real gunicorn.
"""

import http.client
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import psycopg
import pytest

from bench.servers import ROOT, SECRETS, children_of, free_port, manage, wait_for
from newsroom.postgres.patience import CONNECT_SECONDS, WAIT_SECONDS
from tests import servers
from tests.conftest import PASSWORD
from tests.newsroom.clusters import cluster

THREADS = 2
MARGIN = 3  # of a busy machine
pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.fixture(scope="module")
def postgres():
    with cluster() as server:
        manage(server.url, "migrate", "--verbosity", "0")
        servers.collect_static(os.environ | SECRETS | {"DATABASE_URL": server.url})
        yield server


@pytest.fixture(scope="module")
def site(postgres):
    """Asks one gunicorn of two threads; answers the status and the seconds that it took."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{port}",
         "--threads", f"{THREADS}", "--log-level", "critical", "--no-control-socket"],
        cwd=ROOT, env=os.environ | SECRETS | {"DATABASE_URL": postgres.url},
    )  # fmt: skip

    def ask(path, form=None, **headers):
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST" if form else "GET", path, form and urlencode(form), headers)
        status = connection.getresponse().status
        connection.close()
        return status, time.monotonic() - began

    wait_for(port)
    assert ask("/readyz")[0] == 200
    assert len(children_of(process.pid)) == 1
    yield ask
    process.terminate()
    process.wait(30)


@pytest.fixture
def hanging(postgres, site):
    """Both threads have a connection and one page is kept, then the server is stopped."""
    assert at_once(site, ["/impressum/"] * 2)[0] == {200}
    assert at_once(site, ["/suche/?q=haus"] * THREADS * 2)[0] == {200}
    postgres.hang()
    yield postgres
    postgres.go_on()
    until = time.monotonic() + WAIT_SECONDS + MARGIN
    while site("/suche/?q=haus")[0] != 200:
        assert time.monotonic() < until, "the site does not recover"


def at_once(site, paths, **headers):
    """The statuses, and the longest wait."""
    with ThreadPoolExecutor(len(paths)) as readers:
        answers = list(readers.map(lambda path: site(path, **headers), paths))
    return {status for status, _ in answers}, max(seconds for _, seconds in answers)


def test_pages_say_not_now_and_threads_come_back(hanging, site):
    """Six readers at two threads: the first two wait in vain, the others hardly at all."""
    statuses, longest = at_once(site, ["/suche/?q=haus"] * 3 * THREADS)

    assert statuses == {503}
    assert longest < WAIT_SECONDS + 2 * CONNECT_SECONDS + MARGIN
    status, seconds = site("/healthz")
    assert status == 200
    assert seconds < MARGIN
    status, seconds = site("/readyz")
    assert status == 503
    assert seconds < CONNECT_SECONDS + MARGIN


def test_health_is_told_while_readers_keep_coming(hanging, site):
    at_once(site, ["/suche/?q=haus"] * THREADS)  # nobody knows before the first has waited

    with ThreadPoolExecutor(4) as readers:
        pages = [readers.submit(site, "/suche/?q=haus") for _ in range(20)]
        healthy = [site("/healthz") for _ in range(5)]

    assert {status for status, _ in healthy} == {200}
    assert max(seconds for _, seconds in healthy) < CONNECT_SECONDS + MARGIN
    assert {page.result()[0] for page in pages} == {503}
    assert max(page.result()[1] for page in pages) < 2 * CONNECT_SECONDS + MARGIN


def test_kept_pages_are_shown_at_once(hanging, site):
    """Before the process has noticed that nobody answers, and after."""
    until = time.monotonic() + WAIT_SECONDS + MARGIN
    while time.monotonic() < until:
        status, seconds = site("/impressum/")
        assert status == 200
        assert seconds < 1
        time.sleep(0.2)


def test_with_a_session_and_with_forms_too(hanging, site):
    token = "a" * 32
    forms = {
        "/konto/login/": {"login": "martha@stadt.example", "password": PASSWORD},
        "/konto/signup/": {"email": "nora@stadt.example", "password1": PASSWORD, "terms": "on"},
        "/konto/password/reset/": {"email": "martha@stadt.example"},
    }
    pages = dict.fromkeys(["/", "/feed/", "/redaktion/", "/konto/login/"])
    asked = [
        (path, form and form | {"csrfmiddlewaretoken": token}, cookie)
        for path, form in [*forms.items(), *pages.items()]
        for cookie in (f"csrf={token}", f"csrf={token}; sitzung=abcdefghijklmnopqrstuvwxyz012345")
        if form or "sitzung" in cookie
    ]

    with ThreadPoolExecutor(len(asked)) as readers:
        answers = readers.map(lambda request: site(*request[:2], Cookie=request[2]), asked)
        statuses = {
            (path, cookie): answer[0]
            for (path, _, cookie), answer in zip(asked, answers, strict=True)
        }

    assert set(statuses.values()) == {503}, statuses


def test_a_locked_table_is_not_waited_for(postgres, site):
    with psycopg.connect(postgres.url) as other:
        other.execute("LOCK TABLE articles_article IN ACCESS EXCLUSIVE MODE")

        status, seconds = site("/suche/?q=haus")

        assert status == 503
        assert seconds < WAIT_SECONDS + MARGIN
        assert site("/readyz")[0] == 200
    assert site("/suche/?q=haus")[0] == 200


def test_commands_wait_as_long_as_it_takes(postgres):
    shell = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW statement_timeout'); print(k.fetchone())"
    answer = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", shell], cwd=ROOT,
        env=os.environ | SECRETS | {"DATABASE_URL": postgres.url},
        check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert answer.stdout.strip() == "('0',)"
