"""A PostgreSQL server of a test's own, on a socket in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def program(name: str) -> str | None:
    """Where a program of PostgreSQL's server is; Debian does not put them on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else None)


@contextmanager
def postgres() -> Iterator[str]:
    """A running server; what is given is the URL of an empty database."""
    initdb, server = program("initdb"), program("postgres")
    assert initdb
    assert server
    # It refuses to run as root.
    who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path may not be long
    if who:
        shutil.chown(folder, "postgres", "postgres")
    try:
        data = str(folder / "data")
        subprocess.run(
            [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-N"],
            check=True,
            capture_output=True,
            cwd=folder,
            **who,
        )
        running = subprocess.Popen(
            [server, "-D", data, "-k", str(folder), "-c", "listen_addresses="],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **who,
        )
        try:
            deadline = time.monotonic() + 60
            while not (folder / ".s.PGSQL.5432").exists():
                assert running.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield f"postgresql+psycopg://postgres:secret@/postgres?host={folder}"
        finally:
            running.send_signal(signal.SIGINT)  # ends it without waiting for its clients
            running.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
