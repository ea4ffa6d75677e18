"""Reading ahead in a process of its own: for what takes more CPU than one core has."""

import gc
import multiprocessing
import pickle
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import django
from django.db import connection as database

_Item = TypeVar("_Item")


def apart(make: Callable[..., Iterable[_Item]], *arguments: Any) -> Generator[_Item, None, None]:
    """The items of `make(*arguments)` in their order; while one is in use, the next is made.

    What `make` raises is raised here, after the items before it. It may read what is committed in the
    database. All must be picklable. The process ends when nobody takes its items any longer, or with this one.
    """
    context = multiprocessing.get_context("spawn")  # forked, it would share database connections
    ours, theirs = context.Pipe(duplex=False)
    work = pickle.dumps((database.settings_dict["NAME"], make, arguments))
    process = context.Process(target=_send, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()  # or else the end of the process would not be seen here
    try:
        while True:
            try:
                item, failure, is_last = ours.recv()
            except EOFError:
                raise ChildProcessError("the process that reads it was ended") from None
            if failure:
                raise failure
            if is_last:
                return
            yield item
    finally:
        ours.close()
        process.terminate()
        process.join()


def _send(connection: Connection, work: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever takes the items ends this process
    try:
        django.setup()  # before the models are imported
        name, make, arguments = pickle.loads(work)  # noqa: S301 - of our own process
        database.settings_dict["NAME"] = name  # that of a test differs from the settings
        with rare_collections():
            for item in make(*arguments):
                connection.send((item, None, False))
    except BrokenPipeError:
        return
    except Exception as error:  # noqa: BLE001 - raised again by whoever takes the items
        connection.send((None, error, True))
    else:
        connection.send((None, None, True))


@contextmanager
def rare_collections() -> Iterator[None]:
    """For work that makes many objects and no cycles: garbage collection took a fifth of its time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(10_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
