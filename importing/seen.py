"""Which texts a file has shown before, and in which line, for files of any length."""

from array import array


class Seen:
    """Remembers texts by a 64-bit hash and their line: 12 bytes each, a third of the slots free.

    Two different texts share a hash by chance once in thirty million files of a million lines.
    Python's own hash is keyed anew in every process, so nobody can write such a file on purpose.
    """

    def __init__(self) -> None:
        self._resize(1 << 16)

    def first_line(self, text: str, line: int) -> int:
        """The line in which the text stood first: `line` itself if it is new."""
        if self._count * 3 > self._mask * 2:
            self._grow()
        return self._put(hash(text) & 0xFFFF_FFFF_FFFF_FFFF or 1, line)

    def _put(self, key: int, line: int) -> int:
        keys, mask = self._keys, self._mask
        slot = key & mask
        while found := keys[slot]:
            if found == key:
                return self._lines[slot]
            slot = (slot + 1) & mask
        keys[slot] = key
        self._lines[slot] = line
        self._count += 1
        return line

    def _grow(self) -> None:
        keys, lines = self._keys, self._lines
        self._resize(len(keys) * 2)
        for key, line in zip(keys, lines, strict=True):
            if key:
                self._put(key, line)

    def _resize(self, slots: int) -> None:
        self._keys = array("Q", bytes(8 * slots))
        self._lines = array("I", bytes(4 * slots))
        self._mask = slots - 1
        self._count = 0
