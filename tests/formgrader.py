"""A running server with nbgrader's formgrader, for tests that look at its pages or talk to it."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.course.config import Course


@contextmanager
def formgrader(course: Course, home: Path) -> Iterator[Callable[[str], str]]:
    """A running server with nbgrader's formgrader; what is given makes an address of a path."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"),
            f"--ServerApp.port={port}",
            f"--IdentityProvider.token={token}",
            f"--ServerApp.root_dir={course.root}",
            "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
        ],
        cwd=course.root,
        env={**os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_DATA_DIR": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:

        def address(path: str) -> str:
            return f"http://127.0.0.1:{port}/formgrader/{path}?token={token}"

        deadline = time.monotonic() + 60
        while True:
            try:
                fetched(address("manage_assignments"))
                break
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.2)
        yield address
    finally:
        server.kill()  # one that is asked to end may take its time: it has nothing to save
        server.wait()


def fetched(address: str, data: bytes | None = None, method: str | None = None) -> str:
    asked = urllib.request.Request(address, data, method=method)
    with urllib.request.urlopen(asked, timeout=120) as answer:
        return str(answer.read().decode())
