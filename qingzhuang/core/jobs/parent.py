"""A worker that belongs to another process ends with it, however that one ended."""

from __future__ import annotations

import logging
import os
import threading
import time

log = logging.getLogger(__name__)
LOOK, GRACE = 1.0, 20.0


def end_with(parent: int, stop: threading.Event, grace: float = GRACE) -> threading.Thread:
    """Set ``stop`` once ``parent`` is no longer this process's parent: killed outright, it can tell nobody.

    A job that does not look up within ``grace`` seconds is dropped; another worker takes it from its checkpoint.
    """
    watch = threading.Thread(target=_watch, args=(parent, stop, grace), daemon=True)
    watch.start()
    return watch


def _watch(parent: int, stop: threading.Event, grace: float) -> None:
    while os.getppid() == parent:  # whoever lost its parent is given to another process
        time.sleep(LOOK)
    log.warning("the process that started this worker is gone")
    stop.set()
    time.sleep(grace)
    os._exit(1)
