"""What a process remembers, in a bounded number of bytes: the longest unread goes first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

OVERHEAD = 2_000
"""Bytes that an entry takes beside its content."""


class Sized(Protocol):
    @property
    def size(self) -> int:
        """Bytes of its content, at most."""


_Value = TypeVar("_Value", bound=Sized)


class Memory(Generic[_Value]):
    """Values by key, for all threads. Reading takes no lock."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._values: OrderedDict[Hashable, _Value] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Value | None:
        return self._values.get(key)

    def touch(self, key: Hashable) -> None:
        """It was read: others go before it."""
        with suppress(KeyError):  # another thread may have taken it away
            self._values.move_to_end(key)

    def keep(self, key: Hashable, value: _Value) -> None:
        with self._lock:
            self._remove(key)
            self._values[key] = value
            self._size += value.size + OVERHEAD
            while self._size > self.most_bytes:
                self._remove(next(iter(self._values)))

    def forget(self, key: Hashable) -> None:
        with self._lock:
            self._remove(key)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._values)

    def _remove(self, key: Hashable) -> None:
        if (value := self._values.pop(key, None)) is not None:
            self._size -= value.size + OVERHEAD
