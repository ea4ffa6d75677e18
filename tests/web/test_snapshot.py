"""The snapshot in which a page is rendered for keeping, on a connection that was not used before."""

import threading

import pytest
from django.db import connection

from web import content_version

PATIENCE = 60


@pytest.mark.django_db(transaction=True)
def test_the_first_query_of_a_thread_may_be_that_of_a_snapshot():
    expected = content_version.read().number
    found = []

    def first_query():
        try:
            assert connection.connection is None
            with content_version.snapshot():
                found.append(content_version.read().number)
            found.append(connection.get_autocommit())
            found.append(getattr(connection, "transaction_mode", "IMMEDIATE"))
        except Exception as error:  # noqa: BLE001 - shown by the thread that waits
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=first_query)
    thread.start()
    thread.join(PATIENCE)

    assert found == [expected, True, "IMMEDIATE"]
