"""The demo's processes end with the one that started them, however that ended (SIGKILL too).

Watching the parent's number works on every system, where a signal of the kernel's would not.
"""

import os
import runpy
import signal
import sys
import threading
import time

LOOK_SECONDS = 0.25


def end_with(parent: int) -> None:
    """Send this process SIGTERM as soon as `parent` is no longer its parent."""
    threading.Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    # To the main thread: what it waits for is interrupted.
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def main() -> None:
    """`python -m newsroom.demo.process PARENT MODULE …`: run the module, until PARENT ends."""
    end_with(int(sys.argv[1]))
    sys.argv[1:3], module = [], sys.argv[2]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
