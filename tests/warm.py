"""Programs run in forks of a process that has imported what they need: nbgrader takes three seconds of CPU to import.

What runs is the program itself, in a process, a folder and an environment of its own.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

BIN = Path(sys.executable).parent
NBGRADER = f"""
import sys
sys.path[0] = {str(BIN)!r}
from nbgrader.apps.nbgraderapp import main
sys.exit(main())
"""
AUTOGRADER = f"""
import sys
sys.path[0] = {str(BIN)!r}
from autograder.cli import main
sys.exit(main())
"""
SERVER = """
import atexit, importlib, json, os, socket, sys, threading, traceback, types

def become(job):
    os.chdir(job["cwd"])
    os.umask(job["umask"])
    os.environ.clear()
    os.environ.update(job["env"])
    for descriptor, path in enumerate((os.devnull, job["stdout"], job["stderr"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), descriptor)
    sys.argv = job["argv"]
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    code = 0
    try:
        exec(job["code"], vars(main))
    except SystemExit as end:
        code = end.code
        if code is not None and not isinstance(code, int):
            print(code, file=sys.stderr)
            code = 1
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)

for module in sys.argv[2:]:
    importlib.import_module(module)
os.set_inheritable(int(sys.argv[1]), False)
channel = socket.socket(fileno=int(sys.argv[1])).makefile("rw")
for line in channel:
    process = os.fork()
    if process == 0:
        become(json.loads(line))
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    print(status, file=channel, flush=True)
"""


class Warm:
    """A process that has imported some modules, and is forked for each program."""

    def __init__(self, modules: Sequence[str], env: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-B", "-c", SERVER, str(theirs.fileno()), *modules],
                pass_fds=[theirs.fileno()],
                cwd="/",
                env=dict(env),
                stdout=subprocess.DEVNULL,  # what asks at its import whether it writes to a terminal does not
            )
        self._socket = ours
        self._channel = ours.makefile("rw")

    def run(
        self,
        code: str,
        *argv: str,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        umask: int | None = None,
        timeout: float = 300,
    ) -> subprocess.CompletedProcess[str]:
        """Runs some code as a program; argv: its name and its arguments."""
        os.umask(mask := os.umask(0))
        with tempfile.TemporaryDirectory() as folder:
            paths = [f"{folder}/{name}" for name in ("stdout", "stderr")]
            job = {
                "code": code,
                "argv": list(argv),
                "cwd": str(cwd),
                "env": dict(os.environ if env is None else env),
                "umask": mask if umask is None else umask,
                "stdout": paths[0],
                "stderr": paths[1],
            }
            self._socket.settimeout(timeout)
            print(json.dumps(job), file=self._channel, flush=True)
            status = int(self._channel.readline())
            out, err = (Path(path).read_text(encoding="utf-8", errors="replace") for path in paths)
        return subprocess.CompletedProcess(argv, status, out, err)

    def close(self) -> None:
        self._server.kill()
        self._server.wait()


@lru_cache
def warm(*modules: str, without: tuple[str, ...] = ()) -> Warm:
    """The process of this one for these modules. without: beginnings of variables that it does not get."""
    process = Warm(modules, {key: value for key, value in os.environ.items() if not key.startswith(without)})
    atexit.register(process.close)
    return process


def nbgrader(
    *arguments: str, cwd: Path, umask: int | None = None, code: int | None = 0
) -> subprocess.CompletedProcess[str]:
    """`nbgrader ARGUMENTS`, which must end with the exit code `code`; None for any."""
    done = warm("nbgrader.apps", "nbgrader.apps.nbgraderapp").run(
        NBGRADER, str(BIN / "nbgrader"), *arguments, cwd=cwd, umask=umask
    )
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


def autograder(
    *arguments: str,
    cwd: Path,
    umask: int | None = None,
    env: Mapping[str, str] | None = None,
    code: int | None = 0,
) -> subprocess.CompletedProcess[str]:
    """`autograder ARGUMENTS`, which must end with the exit code `code`, None for any, and without a traceback.

    It is for commands that do not grade: what grades starts processes of its own, see here.py.
    """
    server = warm(
        *("autograder.cli", "autograder.class_grading", "autograder.nbgrader.record"),
        *("autograder.grading.self_check", "autograder.course.release", "autograder.student.public.check"),
    )
    done = server.run(AUTOGRADER, str(BIN / "autograder"), *arguments, cwd=cwd, umask=umask, env=env)
    assert code is None or done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done
