"""Lets code that asks for several processes run in one: behind the walls no process can be started."""

from __future__ import annotations

import functools
import inspect
from typing import Any

from torch.utils.data import DataLoader

WITHOUT_WORKERS = {"num_workers": 0, "persistent_workers": False, "prefetch_factor": None}
WITHOUT_WORKERS |= {"multiprocessing_context": None, "timeout": 0}


def load_in_one_process(notes: list[str]) -> None:
    """From now on a DataLoader loads in the process that iterates over it, and `notes` says so where it was to use
    others. The batches are the same.
    """
    original = DataLoader.__init__
    signature = inspect.signature(original)

    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        given = signature.bind(self, *args, **kwargs)
        if workers := given.arguments.get("num_workers"):
            note = f"DataLoader(num_workers={workers!r:.20}) ran with num_workers=0: there is one process"
            if note not in notes:
                notes.append(note)
            given.arguments.update(WITHOUT_WORKERS)
        original(*given.args, **given.kwargs)

    DataLoader.__init__ = __init__  # type: ignore[method-assign]
