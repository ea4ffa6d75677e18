"""Reading ahead: while the database stores one batch, the next is being read and checked."""

import queue
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

_Item = TypeVar("_Item")
_END = object()


def ahead(items: Iterable[_Item], most: int) -> Generator[_Item, None, None]:
    """The same items in their order, worked out in a thread of their own; `most` of them wait.

    What working them out raises is raised here, after the items before it. The thread must not use
    the database, and ends when nobody takes its items any longer.
    """
    ready: queue.Queue[object] = queue.Queue(most)
    ended = threading.Event()
    failures: list[BaseException] = []

    def put(item: object) -> bool:
        while not ended.is_set():
            try:
                ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for item in items:
                if not put(item):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again by whoever takes the items
            failures.append(error)
        put(_END)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not _END:
            yield item  # type: ignore[misc]  # what `items` gave
    finally:
        ended.set()
        thread.join()
    for failure in failures:
        raise failure
