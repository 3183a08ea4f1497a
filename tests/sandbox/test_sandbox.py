"""A sandbox and its workers: what they may use, how they end, what the next one finds. Attacks are in tests/attacks.

`outer` is a sandbox whose workers have no walls of their own: bubblewrap and the limits hold alone, too.
"""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import autograder
from autograder.errors import BadAnswer, Died, InfrastructureError, TimedOut
from autograder.sandbox.inside.walls import ALL, Limits, Wall
from autograder.sandbox.sandbox import Sandbox, Worker

OUTPUT = 1000  # characters
LIMITS = Limits(cpu=20, memory=1 << 30, processes=64, scratch=16 << 20, output=OUTPUT)
OUTER = ALL - {Wall.NAMESPACES, Wall.CAPABILITIES, Wall.LANDLOCK, Wall.SECCOMP}
FEW = Limits(cpu=20, memory=1 << 30, processes=16, scratch=16 << 20, output=OUTPUT)
SECONDS = 15.0
KIT = Path(autograder.__file__).parent
REPOSITORY = KIT.parent


class Attacker:
    """Loads code into a fresh worker and calls its function `attack`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def start(self, code: str, limits: Limits = LIMITS) -> Worker:
        worker = self.sandbox.worker(limits)
        cells = [["cell 1", textwrap.dedent(code)]]
        answer = worker.request({"do": "load", "cells": cells, "seconds": 5.0}, SECONDS)
        assert answer["value"] == []
        return worker

    def answer(
        self, code: str, *args: Any, limits: Limits = LIMITS, seconds: float = SECONDS
    ) -> dict[str, Any]:
        worker = self.start(code, limits)
        try:
            return worker.request({"do": "call", "name": "attack", "args": list(args), "kwargs": {}}, seconds)
        finally:
            worker.close()

    def __call__(self, code: str, *args: Any, **options: Any) -> Any:
        answer = self.answer(code, *args, **options)
        assert "value" in answer, answer
        return answer["value"]


@pytest.fixture
def attack(sandbox: Sandbox) -> Attacker:
    return Attacker(sandbox)


@pytest.fixture(scope="module")
def outer_sandbox() -> Iterator[Sandbox]:
    with Sandbox(scratch=16 << 20, walls=OUTER, warm=False) as sandbox:
        yield sandbox


@pytest.fixture
def outer(outer_sandbox: Sandbox) -> Attacker:
    return Attacker(outer_sandbox)


def locally(code: str, *args: Any) -> Any:
    """The same code without walls, as a control."""
    namespace: dict[str, Any] = {}
    exec(textwrap.dedent(code), namespace)
    return namespace["attack"](*args)


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


# The network

CONNECT = """
    import socket
    def attack(family, *address):
        with socket.socket(getattr(socket, family), socket.SOCK_STREAM) as s:
            s.settimeout(3)
            try:
                s.connect(address[0] if len(address) == 1 else tuple(address))
            except OSError as error:
                return type(error).__name__
            return "connected"
"""


def test_the_machines_network_is_out_of_reach(outer):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = ("AF_INET", *server.getsockname())
        assert locally(CONNECT, *address) == "connected"
        assert outer(CONNECT, *address) == "ConnectionRefusedError"


def test_abstract_sockets_of_the_machine_are_out_of_reach(outer):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0autograder-test-{os.getpid()}")
        server.listen()
        address = ("AF_UNIX", f"\0autograder-test-{os.getpid()}")
        assert locally(CONNECT, *address) == "connected"
        assert outer(CONNECT, *address) == "ConnectionRefusedError"


def test_no_address_beyond_the_sandbox_can_be_reached(outer):
    assert outer(CONNECT, "AF_INET", "1.1.1.1", 53) == "OSError"


# The file system


@pytest.mark.parametrize(
    "folder",
    ["/", "/usr", "/usr/lib", "/etc", "/kit", "/kit/inside", "/dev", "/tmp", "/proc", "/sys", sys.prefix],
)
def test_the_system_cannot_be_written_to(attack, folder):
    code = """
    def attack(folder):
        try:
            with open(folder + "/made-by-a-student", "w"):
                return "written"
        except OSError as error:
            return "refused"
    """
    assert attack(code, folder) == "refused"


def test_no_file_of_the_environment_or_the_kit_can_be_changed(attack):
    code = """
    import os, sys, torch
    def attack():
        done = []
        for path in ("/kit/inside/wire.py", torch.__file__, os.__file__, "/usr/bin/env", sys.executable):
            for name, act in {
                "open": lambda: open(path, "r+").close(),
                "chmod": lambda: os.chmod(path, 0o777),
                "unlink": lambda: os.unlink(path),
                "rename": lambda: os.rename(path, path + "-"),
            }.items():
                try:
                    act()
                    done.append((name, path))
                except OSError:
                    pass
        return done
    """
    assert attack(code) == []


REACH = """
    import os
    def attack(paths):
        reached = []
        for path in paths:
            try:
                os.listdir(path) if os.path.isdir(path) else open(path).close()
                reached.append(path)
            except OSError:
                pass
        return reached
"""


def test_the_repository_the_home_folder_and_the_gradebook_are_not_there(outer, tmp_path):
    gradebook = tmp_path / "gradebook.db"
    gradebook.write_text("scores")
    paths = [
        str(gradebook),
        str(tmp_path),
        str(Path(__file__)),
        str(KIT / "checks"),
        str(REPOSITORY / "tests"),
    ]
    paths += [str(REPOSITORY / "grading.yml"), "/etc/passwd", "/etc/shadow", "/var/log", "/home"]
    assert set(paths[:6]) <= set(locally(REACH, paths))
    assert outer(REACH, paths) == []
    in_home = outer(
        "import os\ndef attack(home): return os.path.isdir(home) and os.listdir(home)", str(Path.home())
    )
    # Where the interpreter or the environment lies in it, the way there is seen and nothing else.
    ways = {
        path.relative_to(Path.home()).parts[0]
        for path in map(Path, (sys.base_prefix, sys.prefix))
        if path.is_relative_to(Path.home())
    }
    assert set(in_home or ()) == ways


def test_no_suite_reference_or_solution_can_be_read_or_imported(attack):
    """All that can be imported inside is compared with the kit's own files, whatever their names are there."""
    code = """
    import hashlib, importlib, os, sys
    def attack(names, digests):
        found, seen = [], 0
        for name in names:
            try:
                # The kit's folder in the environment is covered by an empty one, a package without a file.
                found += [name] if importlib.import_module(name).__file__ else []
            except ImportError:
                pass
        sizes = {size for size, _ in digests}
        for root in {os.path.realpath(p or ".") for p in sys.path if os.path.isdir(p or ".")}:
            for folder, _, files in os.walk(root):
                for file in files:
                    path = os.path.join(folder, file)
                    seen += 1
                    if file.endswith((".py", ".yml", ".ipynb", ".pyc", ".md")) and os.path.isfile(path) and (
                        os.path.getsize(path) in sizes
                    ):
                        with open(path, "rb") as f:
                            data = f.read()
                        if [len(data), hashlib.sha256(data).hexdigest()] in digests:
                            found.append(path)
        return [seen, found]
    """
    names = ["autograder", "hidden_rnn", "checks", "shared", "solutions", "test_cnn"]
    folders = [REPOSITORY / name for name in ("autograder", "solutions", "tests")]
    hidden = [
        path
        for path in (REPOSITORY / "grading.yml", *(p for f in folders for p in f.rglob("*.*")))
        if path.is_file() and path.stat().st_size and not path.is_relative_to(KIT / "sandbox" / "inside")
    ]
    assert REPOSITORY / "solutions" / "cnn" / "hidden_cnn.py" in hidden
    shown = KIT / "sandbox" / "inside" / "wire.py"
    digests = [[len(d := path.read_bytes()), hashlib.sha256(d).hexdigest()] for path in (*hidden, shown)]
    seen, found = attack(code, names, digests, seconds=60)
    assert seen > 1000
    assert set(found) == {"/kit/inside/wire.py"}  # found as every other one would be


def test_the_private_folder_can_be_written_and_is_empty_for_the_next_worker(outer):
    code = """
    import os, tempfile
    def attack():
        before = os.listdir(".") + os.listdir(tempfile.gettempdir())
        os.makedirs("a/b/c")
        for name in ("file", "a/b/file", ".hidden"):
            open(name, "w").write("x")
        os.symlink("/usr", "link")
        os.mkfifo("pipe")
        os.chmod("a/b", 0)
        os.chmod("a", 0)
        return [os.getcwd(), before]
    """
    for _ in range(3):
        assert outer(code) == ["/scratch", []]


def test_folders_nested_very_deeply_are_gone_for_the_next_worker(attack):
    code = """
    import os
    def attack():
        before = os.listdir("/scratch")
        for _ in range(3000):
            os.mkdir("d")
            os.chdir("d")
        return before
    """
    assert attack(code) == []
    assert attack(code) == []


@pytest.mark.parametrize("folder", ["/scratch", "/dev/shm"])
def test_nothing_written_reaches_the_next_worker(outer, folder):
    code = """
    import os
    def attack(folder):
        before = os.listdir(folder)
        try:
            open(folder + "/message", "w").write("from ada to alan")
        except OSError:
            pass
        return before
    """
    assert outer(code, folder) == []
    assert outer(code, folder) == []


def test_the_private_folder_is_bounded(attack):
    code = """
    def attack():
        written = 0
        try:
            for number in range(64):
                with open(f"file{number}", "wb") as f:
                    f.write(bytes(1 << 20))
                written += 1
        except OSError:
            pass
        return written
    """
    assert 0 < attack(code) <= 16
    assert 0 < attack(code) <= 16  # and free again for the next


# Processes


def test_no_process_outside_can_be_seen_or_signalled(outer):
    code = """
    import os
    def attack(outside):
        seen = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        try:
            os.kill(outside, 0)
            reached = True
        except ProcessLookupError:
            reached = False
        return [len(seen), os.getpid() in seen, reached]
    """
    # A number that no process of the small space inside has.
    with subprocess.Popen(["sleep", "60"]) as outside:
        assert outside.pid > 100
        try:
            count, itself, reached = outer(code, outside.pid)
        finally:
            outside.kill()
    assert count <= 4  # bubblewrap, the zygote, the worker
    assert itself
    assert not reached


def test_the_zygotes_memory_and_descriptors_cannot_be_read(outer):
    code = """
    import os
    def attack():
        parent, done = os.getppid(), []
        for name in ("mem", "environ", "maps"):
            try:
                open(f"/proc/{parent}/{name}", "rb").read(1)
                done.append(name)
            except OSError:
                pass
        try:
            os.listdir(f"/proc/{parent}/fd")
            done.append("fd")
        except OSError:
            pass
        return done
    """
    assert outer(code) == []


def test_only_its_own_conversation_is_open(attack):
    code = """
    import os, stat
    def attack():
        kinds = []
        for descriptor in range(256):
            try:
                kinds.append(stat.S_ISSOCK(os.fstat(descriptor).st_mode))
            except OSError:
                pass
        return kinds
    """
    assert attack(code) == [False, False, False, True]


def test_the_environment_holds_no_secret(outer, secret):
    code = """
    import os
    def attack():
        texts = [repr(dict(os.environ))]
        for entry in os.listdir("/proc"):
            for name in ("environ", "cmdline"):
                try:
                    texts.append(open(f"/proc/{entry}/{name}").read())
                except OSError:
                    pass
        return texts
    """
    name, value = secret
    assert os.environ[name] == value  # since before the sandbox was started
    texts = outer(code)
    assert "PATH" in texts[0]
    assert value not in "".join(texts)


def test_a_worker_has_no_privileges(outer):
    code = """
    import os
    def attack():
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        return [os.getuid(), int(status["CapEff"], 16), int(status["CapBnd"], 16), int(status["NoNewPrivs"])]
    """
    uid, effective, bounding, no_new = outer(code)
    assert uid != 0
    assert (effective, bounding, no_new) == (0, 0, 1)


# Limits


def test_memory_is_bounded_and_running_out_of_it_is_an_exception(attack):
    code = """
    import torch
    def attack():
        kept = []
        while True:
            kept.append(torch.ones(16 << 20))
    """
    assert "RuntimeError" in attack.answer(code)["raised"]


def test_python_objects_run_out_of_memory_too(attack):
    answer = attack.answer("def attack():\n    kept = [0]\n    while True: kept = kept * 2\n")
    assert answer["raised"].startswith("MemoryError")


def test_processor_time_is_bounded(attack):
    limits = replace(LIMITS, cpu=1, scratch=1 << 20)
    started = time.monotonic()
    with pytest.raises(Died, match="used up its CPU time"):
        attack.answer("def attack():\n    while True: pass\n", limits=limits)
    assert time.monotonic() - started < 10


def test_the_signal_at_the_cpu_limit_cannot_be_put_off_for_long(attack):
    limits = replace(LIMITS, cpu=1, scratch=1 << 20)
    code = """
    import signal
    def attack():
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except OSError: pass
        while True: pass
    """
    with pytest.raises(Died):
        attack.answer(code, limits=limits)


@pytest.mark.parametrize(
    "wait",
    [
        "time.sleep(60)",
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32)) and time.sleep(60)",
        "os.kill(os.getpid(), signal.SIGSTOP)",
    ],
    ids=["sleeping", "with all signals blocked", "stopped"],
)
def test_a_request_ends_at_its_time(attack, wait):
    started = time.monotonic()
    with pytest.raises(TimedOut, match=r"did not end within 0\.5 seconds"):
        attack.answer(
            f"import os, signal, time\ndef attack():\n    {wait}\n    time.sleep(60)\n", seconds=0.5
        )
    assert time.monotonic() - started < 3


def test_a_fork_bomb_is_bounded_and_leaves_nothing_behind(outer):
    code = """
    import os, time
    def attack():
        children = 0
        try:
            while children < 1000:
                if os.fork() == 0:
                    time.sleep(600)
                    os._exit(0)
                children += 1
        except OSError:
            pass
        return children
    """
    first = outer(code, limits=FEW)
    assert 0 < first < FEW.processes
    assert outer("def attack(): return 1") == 1
    assert outer(code, limits=FEW) == first  # none of the first bomb's processes is left to count


def test_a_bomb_that_never_answers_is_ended(attack):
    code = """
    import os
    def attack():
        while True:
            try: os.fork()
            except OSError: pass
    """
    with pytest.raises(Died):
        attack.answer(code, seconds=1.0, limits=FEW)
    assert attack("def attack(): return 1") == 1


def test_threads_count_as_processes(attack):
    code = """
    import threading, time
    def attack():
        started = 0
        try:
            for _ in range(1000):
                threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
                started += 1
        except RuntimeError:
            pass
        return started
    """
    assert 0 < attack(code) < 64


def test_a_daemon_does_not_outlive_its_worker(outer):
    code = """
    import os, time
    def attack():
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True: time.sleep(1)
            os._exit(0)
        os.wait()
        return count()
    def count(): return sum(name.isdigit() for name in os.listdir("/proc"))
    """
    crowded = outer(code)
    assert (
        outer("import os\ndef attack(): return sum(n.isdigit() for n in os.listdir('/proc'))") == crowded - 1
    )


def test_output_is_capped(attack):
    answer = attack.answer("def attack():\n    for _ in range(10_000): print('x' * 1000)\n    return 1\n")
    assert answer["value"] == 1
    assert answer["printed"] == "x" * OUTPUT


def test_writing_past_the_output_leads_nowhere(attack):
    code = "import os\ndef attack():\n    return [os.write(1, b'x' * 100), os.write(2, b'x' * 100)]\n"
    assert attack.answer(code) == {"value": [100, 100], "printed": ""}


# Crashes and lies


CRASHES = {
    "exits": ("os._exit(7)", "exited with code 7"),
    "exits as if all were well": ("os._exit(0)", "exited with code 0"),
    "aborts": ("os.abort()", "SIGABRT"),
    "kills itself": ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "reads address 0": ("ctypes.string_at(0)", "SIGSEGV"),
    "recurses in C": (
        "exec('class A: pass\\nA.__repr__ = lambda s: repr(s)'); signal.raise_signal(11)",
        "SIGSEGV",
    ),
}


@pytest.mark.parametrize(("act", "reason"), CRASHES.values(), ids=CRASHES)
def test_a_crash_is_named_and_the_next_worker_works(attack, act, reason):
    with pytest.raises(Died, match=reason):
        attack.answer(f"import ctypes, os, signal\ndef attack():\n    {act}\n")
    assert attack("def attack(): return 1") == 1


def test_a_worker_that_has_died_says_so_again(attack):
    worker = attack.start("import os\ndef attack(): os._exit(7)")
    for _ in range(2):
        with pytest.raises(Died, match="exited with code 7"):
            worker.request({"do": "call", "name": "attack", "args": [], "kwargs": {}}, SECONDS)


# What a student's code may write into the conversation itself; `say` sends all of its argument.
SAYING = """
    import os, socket, stat, struct, time
    def conversation():
        for fd in range(256):
            try:
                if stat.S_ISSOCK(os.fstat(fd).st_mode):
                    return fd
            except OSError:
                pass
    def say(data):
        while data:
            data = data[os.write(conversation(), data):]
    def frame(header, body=b""):
        return struct.pack("<4sIQ", b"KIT1", len(header), len(body)) + header + body
    def attack():
        {act}
"""
LIES = {
    "garbage": "say(b'garbage ' * 100)",
    "nothing but zeros": "say(bytes(1 << 20))",
    "a pickle": "import pickle; say(frame(pickle.dumps(print)))",
    "a message of 16 EiB": "say(struct.pack('<4sIQ', b'KIT1', 2, 2**64 - 1) + b'{}')",
    "a message that is no answer": "say(frame(b'[1, 2]'))",
    "text": "say(frame(b'\"text\"'))",
}


@pytest.mark.parametrize("act", LIES.values(), ids=LIES)
def test_what_is_no_message_is_a_bad_answer(attack, act):
    with pytest.raises(BadAnswer):
        attack.answer(SAYING.format(act=act))
    assert attack("def attack(): return 1") == 1


def test_a_message_cut_short_is_a_death(attack):
    with pytest.raises(Died):
        attack.answer(SAYING.format(act="say(frame(b'{\"value\": 1}')[:-3]); os._exit(0)"))


def test_hanging_up_without_ending_is_a_death_and_no_failure_of_ours(attack):
    started = time.monotonic()
    with pytest.raises(Died):
        attack.answer(SAYING.format(act="os.close(conversation()); time.sleep(60)"))
    assert time.monotonic() - started < 5
    assert attack("def attack(): return 1") == 1


def test_an_answer_that_drips_ends_at_its_time(attack):
    started = time.monotonic()
    with pytest.raises(TimedOut):
        attack.answer(
            SAYING.format(act="say(b'KIT1'); time.sleep(0.4); say(b'1'); time.sleep(60)"), seconds=0.8
        )
    assert time.monotonic() - started < 3


def test_an_answer_beyond_the_largest_is_not_sent(attack):
    code = "import torch\ndef attack(size): return torch.zeros(size, dtype=torch.float64)\n"
    room = Limits(cpu=20, memory=4 << 30, processes=64, scratch=1 << 20, output=OUTPUT)
    assert "too large" in attack.answer(code, 40 << 20, limits=room)["unsendable"]


def test_an_answer_that_memory_does_not_suffice_to_send_is_not_sent(attack):
    code = "import torch\ndef attack(size): return torch.zeros(size, dtype=torch.float64)\n"
    assert "cannot be sent" in attack.answer(code, 100 << 20)["unsendable"]


def test_a_tensor_that_refuses_to_be_read_is_not_sent(attack):
    code = """
    import torch
    class Sly(torch.Tensor):
        @classmethod
        def __torch_function__(cls, *args, **kwargs): raise RuntimeError("caught you reading")
    def attack(): return torch.ones(2).as_subclass(Sly)
    """
    assert "caught you reading" in attack.answer(code)["unsendable"]


def test_an_object_that_is_no_data_stays_in_its_worker(attack):
    assert attack("def attack(): return object()").kind == "object"


def test_one_worker_cannot_change_torch_for_the_next(attack):
    code = """
    import builtins, os, torch
    def attack():
        before = [torch.relu(torch.tensor(-1.0)).item(), sorted("ba"), os.getcwd()]
        torch.relu = lambda x: x
        builtins.sorted = lambda x: []
        os.chdir("/")
        torch.manual_seed(1234)
        return before
    """
    assert attack(code) == [0.0, ["a", "b"], "/scratch"]
    assert attack(code) == [0.0, ["a", "b"], "/scratch"]


def test_random_numbers_start_the_same_in_each_worker(attack):
    code = "import random, torch\ndef attack(): return [random.random(), torch.rand(1).item()]"
    assert attack(code) == attack(code)


# The zygote


@pytest.mark.parametrize(
    "act",
    [
        "os.kill(os.getppid(), signal.SIGKILL)",
        "os.kill(os.getppid(), signal.SIGSTOP)",
        "os.kill(-1, signal.SIGKILL)",
    ],
    ids=["killed", "stopped", "everything killed"],
)
def test_the_zygote_cannot_be_ended_from_within(attack, act):
    code = f"import contextlib, os, signal\ndef attack():\n    with contextlib.suppress(OSError): {act}\n    return 1\n"
    assert attack(code) == 1
    assert attack("def attack(): return 1") == 1


def test_a_zygote_that_has_ended_is_our_failure_and_takes_its_worker_with_it():
    before = children()
    sandbox = Sandbox(scratch=1 << 20, warm=False)
    worker = Attacker(sandbox).start("import time\ndef attack(): time.sleep(60)")
    (outermost,) = children() - before
    os.kill(int(outermost), signal.SIGKILL)
    started = time.monotonic()
    with pytest.raises(InfrastructureError, match="sandbox ended"):
        worker.request({"do": "call", "name": "attack", "args": [], "kwargs": {}}, SECONDS)
    with pytest.raises(InfrastructureError, match="sandbox ended"):
        Attacker(sandbox)("def attack(): return 1")
    assert time.monotonic() - started < 5
    sandbox.close()
    assert children() <= before


def test_closing_a_sandbox_ends_its_worker():
    before = children()
    with Sandbox(scratch=1 << 20, warm=False) as closed:
        Attacker(closed).start("x = 1")
        assert len(children() - before) == 1
    assert children() <= before


def test_a_sandbox_that_cannot_start_is_our_failure(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.launch._program", lambda name: "/bin/false")
    with pytest.raises(InfrastructureError, match="sandbox ended"):
        Sandbox(scratch=1 << 20, warm=False)


def test_walls_that_cannot_be_entered_are_our_failure(sandbox):
    with pytest.raises(InfrastructureError):
        sandbox.worker(Limits(cpu=1, memory=1 << 30, processes=64, scratch=2**70))
    assert Attacker(sandbox)("def attack(): return 1") == 1


def test_two_hundred_workers_leave_no_descriptor_behind(attack):
    attack("def attack(): return 1")
    before = descriptors()
    for number in range(200):
        assert attack("def attack(n): return n", number) == number
    assert descriptors() == before


# As a user without privileges

SCRIPT = """
import os, sys
from autograder.sandbox.inside.walls import ALL, Limits, Wall
from autograder.sandbox.sandbox import Sandbox
code = '''
import os, socket
def attack():
    out = [os.getuid()]
    for path in ("/usr/x", "/kit/x", "{prefix}/x", "/dev/x"):
        try: open(path, "w"); out.append(path)
        except OSError: pass
    try: socket.create_connection(("127.0.0.1", {port}), 3); out.append("network")
    except OSError: pass
    out += [path for path in ("/etc/passwd", "{tests}") if os.path.exists(path)]
    open("/scratch/file", "w").close()
    return out
'''
with Sandbox(scratch=1 << 20, warm=False) as sandbox:
    for _ in range(2):
        worker = sandbox.worker(Limits(cpu=20, memory=1 << 30, processes=256, scratch=1 << 20))
        worker.request(dict(do="load", cells=[["cell 1", code]], seconds=5.0), 10)
        print(worker.request(dict(do="call", name="attack", args=[], kwargs={{}}), 10)["value"])
        worker.close()
"""
# The interpreter and the checkout may lie under root's 0700 home: in a mount namespace of its own a home folder that
# anyone can enter takes its place, with nothing in it but these two.
AS_NOBODY = """
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/python /mnt/checkout
mount --rbind "$1" /mnt/python
mount --rbind "$2" /mnt/checkout
mount -t tmpfs -o mode=755 tmpfs "$HOME"
mkdir -p "$1" "$2"
mount --rbind /mnt/python "$1"
mount --rbind /mnt/checkout "$2"
cd /
shift 2
exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all -- "$@"
"""


@pytest.fixture
def as_nobody() -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs Python code as the user nobody, or as this one where this is no privileged one."""
    command = [sys.executable, "-c"]
    if os.getuid() == 0:
        prefix = ["unshare", "--mount", "--propagation", "private", "--", "sh", "-euc", AS_NOBODY, "sh"]
        in_home = any(path.is_relative_to(Path.home()) for path in (Path(sys.base_prefix), REPOSITORY))
        if in_home:
            command = [*prefix, sys.base_prefix, str(REPOSITORY), *command]
        else:
            command = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--", *command]
        needed = [*REPOSITORY.parents, *Path(sys.prefix).parents, REPOSITORY, Path(sys.prefix)]
        closed = [
            path
            for path in needed
            if not path.stat().st_mode & 0o001 and not (in_home and path == Path.home())
        ]
        if closed:
            pytest.skip(
                f"an unprivileged user cannot enter {closed[0]}, where this checkout or its Python lies"
            )
    return lambda code: subprocess.run(
        [*command, code], capture_output=True, text=True, timeout=120, check=False, cwd="/",
        env={"PATH": os.environ["PATH"], "HOME": str(Path.home()), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def test_the_walls_stand_for_a_user_without_privileges(as_nobody):
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = SCRIPT.format(prefix=sys.prefix, port=server.getsockname()[1], tests=Path(__file__))
        done = as_nobody(code)
    assert done.returncode == 0, done.stderr[-2000:]
    uid = os.getuid() or 65534
    assert done.stdout.splitlines() == [f"[{uid}]", f"[{uid}]"]


def test_limits_that_a_worker_changes_on_the_zygote_reach_no_later_worker():
    """The first process of the space has the worker's user; a sandbox that was changed is given up."""
    code = "import resource\nclass A: x = resource.prlimit(1, resource.RLIMIT_DATA, (1 << 20, 1 << 20))\n"
    with Sandbox(scratch=16 << 20, walls=OUTER, warm=False) as own:
        worker = own.worker(LIMITS)
        answer = worker.request({"do": "load", "cells": [["cell 1", code]], "seconds": 1.0}, 10)
        assert answer["value"] == []
        worker.close()
        with pytest.raises(InfrastructureError, match="changed the limits of its sandbox"):
            own.worker(LIMITS)
