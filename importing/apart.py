"""Reading ahead in a process of its own: for what takes more CPU than one core has."""

import multiprocessing
import pickle
import signal
from collections.abc import Callable, Generator, Iterable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import django

_Item = TypeVar("_Item")


def apart(make: Callable[..., Iterable[_Item]], *arguments: Any) -> Generator[_Item, None, None]:
    """The items of `make(*arguments)` in their order; while one is in use, the next is made.

    What `make` raises is raised here, after the items before it. It must not use the database. All
    must be picklable. The process ends when nobody takes its items any longer, or with this one.
    """
    context = multiprocessing.get_context("spawn")  # forked, it would share database connections
    ours, theirs = context.Pipe(duplex=False)
    work = pickle.dumps((make, arguments))
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
        make, arguments = pickle.loads(work)  # noqa: S301 - of our own process
        for item in make(*arguments):
            connection.send((item, None, False))
    except BrokenPipeError:
        return
    except Exception as error:  # noqa: BLE001 - raised again by whoever takes the items
        connection.send((None, error, True))
    else:
        connection.send((None, None, True))
