"""Stopping the grading of others: crashes, kills, hangs, floods, bombs. Every bomb is bounded, for the controls."""

from __future__ import annotations

from dataclasses import replace

from attacks.attack import LIMITS, OUTSIDE, Attack, walls
from autograder.sandbox.inside.walls import Wall

FEW = replace(LIMITS, processes=16)
SMALL = replace(LIMITS, scratch=1 << 20, files=64)
HASTY = replace(LIMITS, cpu=1)

STOP = [
    # The process ends. In a grader that shares it, grading ends.
    Attack(
        "ends the process as if all were well", "def attack(context): os._exit(0)", held="exited with code 0"
    ),
    Attack("ends the process by a signal", "def attack(context): os.kill(os.getpid(), 9)", held="SIGKILL"),
    Attack(
        "ends the process by reading address 0", "def attack(context): ctypes.string_at(0)", held="SIGSEGV"
    ),
    Attack("aborts the process", "def attack(context): os.abort()", held="SIGABRT"),
    Attack(
        "lets an alarm end the process",
        "def attack(context):\n    signal.setitimer(signal.ITIMER_REAL, 0.01)\n    time.sleep(5)",
        held="SIGALRM",
    ),
    Attack(
        "raises what no handler of exceptions catches",
        """
class Unkind(BaseException):
    pass
def attack(context):
    raise Unkind
""",
        held="Unkind|exited",
    ),
    Attack("exits", "def attack(context): sys.exit(0)", held="SystemExit"),
    Attack("interrupts", "def attack(context): raise KeyboardInterrupt", held="KeyboardInterrupt"),
    Attack(
        "hangs up and lives on",
        """
def attack(context):
    for descriptor in sockets():
        os.close(descriptor)
    time.sleep(60)
""",
        held="Died",
    ),
    # The zygote, which makes the workers of all submissions.
    Attack(
        "kills the zygote",
        "def attack(context): return can(os.kill, os.getppid(), 9)",
        walls(Wall.BUBBLEWRAP, Wall.LANDLOCK, Wall.SECCOMP),
        ruins=True,
    ),
    Attack(
        "kills the zygote by a file that signals its owner",
        """
F_SETSIG, F_SETOWN = 10, 8
def attack(context):
    reader, writer = os.pipe()
    try:
        fcntl.fcntl(reader, F_SETOWN, os.getppid())
        fcntl.fcntl(reader, F_SETSIG, 9)
        fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    except OSError:
        return False
    os.write(writer, b"x")
    time.sleep(0.2)
""",
        walls(Wall.BUBBLEWRAP, Wall.LANDLOCK, Wall.SECCOMP),
        ruins=True,
    ),
    Attack(
        "has a file signal its owner",
        "def attack(context): return can(fcntl.fcntl, os.pipe()[0], 8, os.getpid())",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "kills every process that it may",
        """
def attack(context):
    other = 0
    with contextlib.suppress(OSError):  # there is one to be killed, where it can be made
        other = os.fork()
        if other == 0:
            time.sleep(60)
    return can(os.kill, -1, 9) and os.WIFSIGNALED(os.waitpid(other, 0)[1])
""",
        walls(Wall.SECCOMP),
    ),
    # What the zygote's own limits are, later workers inherit. One is only set to what it is, so that this can be tried
    # more than once: workers have that of the zygote.
    Attack(
        "sets the limits of the zygote",
        """
def attack(context):
    limits = resource.getrlimit(resource.RLIMIT_RSS)
    return can(resource.prlimit, os.getppid(), resource.RLIMIT_RSS, limits)
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "sets the priority of the zygote",
        """
def attack(context):
    return can(lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), os.getpriority(os.PRIO_PROCESS, 0)))
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "sets on which processors the zygote runs",
        """
def attack(context):
    return can(lambda: os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0)))
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "says in the zygote's name that its worker has ended",
        """
def attack(context):
    event = b'{"event": "ended", "status": 0, "cpu": 0.0, "over": ""}'
    return any(can(os.write, each, event) for each in sockets() if each != conversation())
""",
        walls(Wall.DESCRIPTORS),
        ruins=True,
    ),
    Attack(
        "takes the grader's orders to the zygote for itself",
        """
def attack(context):
    return [each for each in sockets() if each != conversation()]
""",
        walls(Wall.DESCRIPTORS),
    ),
    # Time.
    Attack(
        "sleeps with all signals blocked",
        """
def attack(context):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    time.sleep(2)
    return True
""",
        walls(Wall.CLOCK),
        held="TimedOut",
        seconds=0.5,
    ),
    Attack(
        "lets its answer drip",
        """
def attack(context):
    answer = b'{"value":true,"printed":""}'
    for part in (b"KIT1", struct.pack("<IQ", len(answer), 0), answer[:5], answer[5:]):
        os.write(conversation(), part)
        time.sleep(0.5)
    time.sleep(60)
""",
        walls(Wall.CLOCK),
        held="TimedOut",
        seconds=0.8,
    ),
    Attack(
        "computes for ever, deaf to signals",
        """
def attack(context):
    for number in range(1, 32):
        can(signal.signal, number, signal.SIG_IGN)
    while time.process_time() < 60:
        if time.process_time() > 4:
            return True
""",
        walls(Wall.LIMITS),
        held="CPU|SIGKILL",
        limits=HASTY,
    ),
    # Memory, threads, processes, files.
    Attack(
        "takes memory by the tensor",
        """
import torch
def attack(context):
    return can(torch.empty, 2 << 30, dtype=torch.uint8)
def can(act, *arguments, **settings):
    try:
        return act(*arguments, **settings) is not None
    except RuntimeError:
        return False
""",
        walls(Wall.LIMITS),
    ),
    Attack(
        "takes memory that forks would share",
        "def attack(context): return can(mmap.mmap, -1, 2 << 30)",
        walls(Wall.LIMITS),
    ),
    Attack(
        "starts threads without end",
        """
def attack(context):
    go_on = threading.Event()
    started = 0
    while started < 200 and can(threading.Thread(target=go_on.wait, args=(30,), daemon=True).start):
        started += 1
    go_on.set()
    return started >= 100
""",
        walls(Wall.LIMITS),
        limits=FEW,
    ),
    Attack(
        "starts processes without end",
        """
def attack(context):
    children = []
    for _ in range(40):
        try:
            child = os.fork()
        except OSError:
            break
        if child == 0:
            time.sleep(30)
            os._exit(0)
        children.append(child)
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)
    return len(children) >= 30
""",
        walls(Wall.LIMITS, Wall.SECCOMP),
        limits=FEW,
    ),
    Attack(
        "starts a process",
        """
def attack(context):
    try:
        child = os.fork()
    except OSError:
        return False
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "opens files without closing them",
        "def attack(context): return can(lambda: [os.open('/dev/null', os.O_RDONLY) for _ in range(400)])",
        walls(Wall.LIMITS),
    ),
    Attack(
        "writes a large file",
        """
def attack(context):
    with open("large", "wb") as file:
        return can(file.write, bytes(2 << 20)) and can(file.flush)
""",
        walls(Wall.LIMITS, Wall.NAMESPACES),
        limits=SMALL,
    ),
    Attack(
        "fills the disk with files",
        """
def attack(context):
    for number in range(24):
        with open(f"file{number}", "wb") as file:
            if not can(file.write, bytes(1 << 20)):
                return False
    time.sleep(0.5)
    return True
""",
        walls(Wall.BUBBLEWRAP, Wall.LIMITS, Wall.NAMESPACES),
    ),
    Attack(
        "makes files without end",
        """
def attack(context):
    for number in range(1000):
        if not can(os.symlink, "x", f"link{number}"):
            return False
    time.sleep(0.5)
    return True
""",
        walls(Wall.LIMITS, Wall.NAMESPACES),
        limits=SMALL,
    ),
    Attack(
        "prints without end",
        """
def attack(context):
    for _ in range(1 << 12):
        print("x" * (1 << 12))
    sys.stdout.flush()
    return os.fstat(1).st_size >= 1 << 24
""",
    ),
    Attack(
        "writes to standard output and error past all that counts it",
        """
def attack(context):
    for descriptor in (1, 2):
        for _ in range(16):
            os.write(descriptor, bytes(1 << 20))
    return os.fstat(1).st_size >= 1 << 24
""",
    ),
    Attack(
        "locks the gradebook",
        """
def attack(context):
    with open(context["course"] + "/gradebook.db") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
""",
        OUTSIDE,
        held="FileNotFoundError",
    ),
    Attack(
        "stops the clocks that it is timed by",
        """
def attack(context):
    wait = time.sleep
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        setattr(time, name, lambda: 0.0)
        setattr(time, name + "_ns", lambda: 0)
    wait(2)
    return time.monotonic() == time.process_time() == 0.0
""",
        walls(Wall.CLOCK),
        held="TimedOut",
        seconds=0.5,
    ),
    Attack(
        "waits in C, where no thread and no handler of signals gets its turn",
        """
def attack(context):
    ctypes.PyDLL(None).usleep(2_000_000)  # which keeps the interpreter's lock
    return True
""",
        walls(Wall.CLOCK),
        held="TimedOut",
        seconds=0.5,
    ),
    Attack(
        "raises its own limits",
        """
def attack(context):
    more = {resource.RLIMIT_CPU: 1 << 20, resource.RLIMIT_FSIZE: 1 << 40}
    return all(can(resource.setrlimit, each, (value, value)) for each, value in more.items())
""",
        walls(Wall.LIMITS),
    ),
]
