"""Does a function's cost grow with the length of its text, or with its square?"""

import gc
import time
from itertools import pairwise

HOSTILE = {
    "combining marks": "\u0315\u0300",
    "signs and spaces": "< ",
    "nested lists": "<ul><li>",
    "nested tables": "<table><td>",
    "open emphasis": "<b><p>",
    "a long word": "x",
    "digits": "1",
    "NULs": "\0",
    "half a reference": "&#9",
    "quotation marks": '"-',
    "quoted names": "<a ='",
    "lines": "a\n",
    "brackets": "[",
    "no-break spaces": "\xa0a",
    "ampersands": "&\U0001f600",
    "written ampersands": "&amp;\U0001f600",
}
STEP = 4
"""Each measurement takes a text so many times as long as the one before."""

MOST_PER_STEP = 9.0
"""How many times as much it may cost: n log n takes 5, a square 16."""

UNSEEN = 0.1
"""Seconds of CPU below which nothing is said about growth."""


def growth_of(function, piece, size):
    """Seconds of CPU for texts of a 64th, a 16th, a quarter and all of `size` characters.

    Ends before the next step would take long, since that one has grown too fast already.
    """
    spent = []
    for length in [size // STEP**3, size // STEP**2, size // STEP, size]:
        text = (piece * (length // len(piece) + 1))[:length]
        spent.append(_seconds(function, text))
        if grows_too_fast(spent):  # perhaps the machine was busy
            spent[-1] = min(spent[-1], _seconds(function, text))
        if grows_too_fast(spent):
            break
    return spent


def grows_too_fast(spent):
    return any(
        after > UNSEEN and after > MOST_PER_STEP * max(before, UNSEEN / STEP)
        for before, after in pairwise(spent)
    )


def _seconds(function, text):
    # A collection of garbage reads all objects of the process, whatever the function made.
    gc.disable()
    try:
        start = time.process_time()
        function(text)
        return time.process_time() - start
    finally:
        gc.enable()
