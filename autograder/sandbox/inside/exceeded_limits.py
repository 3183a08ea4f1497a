"""Which of its limits made a student's code fail: it explains a failure, and never earns a point."""

from __future__ import annotations

import errno
import os

from .loading import describe

OUT_OF_MEMORY = ("can't allocate memory", "out of memory", "std::bad_alloc", "not enough memory")
MOST_CAUSES = 10  # a chain of exceptions may be a ring


def limit_of(error: BaseException, scratch: str) -> str:
    """The name of the limit that `error`, or what caused it, comes from; "" for any other error.

    scratch: the folder whose size and number of files are limited.
    """
    cause: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if cause is None:
            break
        if limit := _limit_of(cause, scratch):
            return limit
        cause = cause.__cause__ or cause.__context__
    return ""


def _limit_of(error: BaseException, scratch: str) -> str:
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return "files" if _is_out_of_files(scratch) else "scratch"
        return {errno.EFBIG: "scratch", errno.ENOMEM: "memory"}.get(error.errno or 0, "")
    if isinstance(error, RuntimeError):
        text = describe(error)
        if "can't start new thread" in text:
            return "processes"
        if "CUDA out of memory" in text:
            return "gpu_memory"
        if any(words in text for words in OUT_OF_MEMORY):
            return "memory"
    return ""


def _is_out_of_files(scratch: str) -> bool:
    try:
        return os.statvfs(scratch).f_ffree == 0
    except OSError:
        return False
