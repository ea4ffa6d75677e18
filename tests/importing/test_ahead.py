"""Items are worked out ahead, in their order, and no thread is left behind."""

import threading

import pytest

from importing.ahead import ahead


def test_the_same_items_in_their_order():
    assert list(ahead(iter(range(1000)), most=3)) == list(range(1000))


def test_only_so_many_wait():
    made = []

    def items():
        for number in range(100):
            made.append(number)
            yield number

    taking = ahead(items(), most=2)
    next(taking)

    assert len(made) <= 5
    taking.close()


def test_what_fails_fails_here_after_what_was_before():
    def items():
        yield 1
        yield 2
        raise OSError("the disk is gone")

    taken = []
    with pytest.raises(OSError, match="the disk is gone"):
        taken.extend(ahead(items(), most=2))

    taking = ahead(items(), most=2)
    assert [next(taking), next(taking)] == [1, 2]
    with pytest.raises(OSError, match="the disk is gone"):
        next(taking)


def test_whoever_stops_early_leaves_no_thread():
    before = threading.active_count()
    taking = ahead(iter(range(1_000_000)), most=2)
    next(taking)
    taking.close()

    assert threading.active_count() == before
