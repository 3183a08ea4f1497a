"""Reading what is hidden: suites, solutions, submissions, the gradebook, the environment, the memory of others."""

from __future__ import annotations

from attacks.attack import NOWHERE, OTHERS, OUTSIDE, Attack, walls
from autograder.sandbox.inside.walls import Wall

READ = [
    # Files. `course` is a folder that any user of the machine may read.
    Attack(
        "reads a hidden suite",
        """
def attack(context):
    with open(context["course"] + "/suites/hidden_cnn.py") as file:
        return "def test_" in file.read()
""",
        OUTSIDE,
        held="FileNotFoundError",
    ),
    Attack(
        "reads a solution",
        """
def attack(context):
    with open(context["course"] + "/solutions/cnn/cnn.py") as file:
        return "BEGIN SOLUTION" in file.read()
""",
        OUTSIDE,
        held="FileNotFoundError",
    ),
    Attack(
        "reads another student's submission",
        """
def attack(context):
    return any(
        open(os.path.join(folder, name)).read()
        for folder, _, names in os.walk(context["course"] + "/submitted") for name in names)
""",
        OUTSIDE,
    ),
    Attack(
        "reads the gradebook",
        """
import sqlite3
def attack(context):
    gradebook = sqlite3.connect("file:" + context["course"] + "/gradebook.db?mode=ro", uri=True)
    return gradebook.execute("select score from grade where student = 'alan'").fetchall()
""",
        OUTSIDE,
        held="OperationalError",
    ),
    Attack(
        "imports a hidden suite",
        """
import importlib
def attack(context):
    sys.path.insert(0, context["course"])
    return importlib.import_module("suites.answers").EXPECTED
""",
        OUTSIDE,
        held="ModuleNotFoundError",
    ),
    Attack(
        "follows a link of its own to a solution",
        """
def attack(context):
    os.symlink(context["course"] + "/solutions", "mine")
    return can(os.listdir, "mine") and open("mine/cnn/cnn.py").read()
""",
        OUTSIDE,
    ),
    Attack(
        "climbs out of its folder",
        """
def attack(context):
    return can(os.listdir, "../" * 40 + context["course"])
""",
        OUTSIDE,
    ),
    Attack(
        "goes by a descriptor of the root folder",
        """
def attack(context):
    path = context["course"].lstrip("/") + "/gradebook.db"
    return can(lambda: os.open(path, os.O_RDONLY, dir_fd=os.open("/", os.O_PATH)))
""",
        OUTSIDE,
    ),
    Attack(
        "goes round by /proc/self/root",
        """
def attack(context):
    return any(can(open, f"/proc/{process}/root" + context["course"] + "/gradebook.db")
               for process in ("self", "thread-self", os.getpid()))
""",
        OTHERS,
    ),
    Attack(
        "finds out whether a file exists",
        """
def attack(context):
    return os.path.exists(context["course"] + "/solutions/cnn/cnn.py")
""",
        walls(Wall.BUBBLEWRAP),
        learns="which paths there are",
    ),
    Attack(
        "finds out the size of a solution by a bare reference to it",
        """
def attack(context):
    return os.fstat(os.open(context["course"] + "/solutions/cnn/cnn.py", os.O_PATH)).st_size
""",
        walls(Wall.BUBBLEWRAP),
        held="FileNotFoundError",
        learns="sizes and dates of files",
    ),
    Attack(
        "watches who opens the solutions",
        """
def attack(context):
    return call("inotify_add_watch", call("inotify_init"), (context["course"] + "/solutions").encode(), 0xFFF) > 0
""",
        walls(Wall.BUBBLEWRAP, Wall.SECCOMP),
    ),
    Attack(
        "asks for a handle that opens a file without its path",
        """
def attack(context):
    handle, mount = ctypes.create_string_buffer(struct.pack("Ii", 128, 0), 136), ctypes.c_int()
    path = (context["course"] + "/gradebook.db").encode()
    return call("name_to_handle_at", -100, path, handle, ctypes.byref(mount), 0) == 0
""",
        walls(Wall.BUBBLEWRAP, Wall.SECCOMP),
    ),
    Attack(
        "reads who has an account on the machine",
        """
def attack(context):
    return can(open, "/etc/passwd")
""",
        OUTSIDE,
    ),
    Attack(
        "reads the programs of the system",
        """
def attack(context):
    return can(open, "/usr/bin/env")
""",
        walls(Wall.LANDLOCK),
        learns="what is installed on the machine",
    ),
    Attack(
        "lists the network interfaces of the machine",
        """
def attack(context):
    return can(os.listdir, "/sys/class/net")
""",
        OUTSIDE,
    ),
    # The environment.
    Attack(
        "reads a secret in the environment",
        """
def attack(context):
    return context["secret"] in os.environ
""",
        walls(Wall.ENVIRONMENT),
    ),
    Attack(
        "reads a secret in the environment, as the C library keeps it",
        """
def attack(context):
    libc.getenv.restype = ctypes.c_char_p
    return libc.getenv(context["secret"].encode()) is not None
""",
        walls(Wall.ENVIRONMENT),
    ),
    # Processes and their memory. `victim` is a process of the worker's own user.
    Attack(
        "counts the processes of the sandbox",
        """
def attack(context):
    return os.path.exists("/proc/1")
""",
        walls(Wall.NAMESPACES),
        learns="that there are processes; not what they are",
    ),
    Attack(
        "reads what the processes of the machine were started with",
        """
def attack(context):
    with open(f"/proc/{context['victim']}/cmdline") as file:
        return file.read()
""",
        OTHERS,
        held="FileNotFoundError",
    ),
    Attack(
        "reads where the machine's disks are mounted",
        """
def attack(context):
    with open("/proc/self/mountinfo") as file:
        return file.read()
""",
        walls(Wall.NAMESPACES, Wall.LANDLOCK),
        held="FileNotFoundError",
    ),
    Attack(
        "reads with which arguments the sandbox was started",
        """
def attack(context):
    with open(f"/proc/{os.getppid()}/cmdline") as file:
        return file.read()
""",
        walls(Wall.NAMESPACES, Wall.LANDLOCK),
        held="FileNotFoundError",
    ),
    Attack(
        "reads the environment of a process of the grader's",
        """
def attack(context):
    return can(lambda: open(f"/proc/{context['victim']}/environ").read())
""",
        OTHERS,
    ),
    Attack(
        "copies memory out of a process of the grader's",
        """
def attack(context):
    buffer = ctypes.create_string_buffer(context["length"])
    here = struct.pack("QQ", ctypes.addressof(buffer), context["length"])
    there = struct.pack("QQ", context["address"], context["length"])
    copied = call("process_vm_readv", context["victim"], here, 1, there, 1, 0)
    return copied == context["length"] and buffer.raw.startswith(b"expected")
""",
        OTHERS | {Wall.SECCOMP},
    ),
    Attack(
        "writes into the memory of a process of the grader's",
        """
def attack(context):
    buffer = ctypes.create_string_buffer(b"full marks")
    here = struct.pack("QQ", ctypes.addressof(buffer), 10)
    there = struct.pack("QQ", context["address"], 10)
    return call("process_vm_writev", context["victim"], here, 1, there, 1, 0) == 10
""",
        OTHERS | {Wall.SECCOMP},
    ),
    Attack(
        "opens the memory of a process of the grader's as a file",
        """
def attack(context):
    with open(f"/proc/{context['victim']}/mem", "rb", 0) as file:
        file.seek(context["address"])
        return file.read(context["length"]).startswith(b"expected")
""",
        OTHERS,
        held="FileNotFoundError",
    ),
    Attack(
        "traces a process of the grader's as a debugger does",
        """
PTRACE_ATTACH, PTRACE_DETACH = 16, 17
def attack(context):
    attached = call("ptrace", PTRACE_ATTACH, context["victim"], 0, 0) == 0
    if attached:
        os.waitpid(context["victim"], 0x40000000)
        call("ptrace", PTRACE_DETACH, context["victim"], 0, 0)
    return attached
""",
        OTHERS | {Wall.SECCOMP},
    ),
    Attack(
        "takes an open file from a process of the grader's",
        """
def attack(context):
    return can(os.pidfd_open, context["victim"]) and (
        call("pidfd_getfd", os.pidfd_open(context["victim"]), context["opened"], 0) >= 0)
""",
        OTHERS | {Wall.SECCOMP},
    ),
    Attack(
        "watches the zygote by a descriptor of its process",
        """
def attack(context):
    return can(os.pidfd_open, os.getppid())
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "reads how long a process of the grader's has computed",
        """
def attack(context):
    return can(time.clock_gettime, (~context["victim"] << 3) | 2)  # what clock_getcpuclockid(3) gives
""",
        walls(Wall.BUBBLEWRAP, Wall.SECCOMP),
    ),
    # What a grader that shares a process with the submission holds.
    Attack(
        "looks for the expected values in the frames of its callers",
        """
def attack(context):
    frame = sys._getframe()
    while frame:
        if "expected" in frame.f_locals:
            return frame.f_locals["expected"]
        frame = frame.f_back
""",
        NOWHERE,
    ),
    Attack(
        "looks for the expected values among all objects",
        """
import gc
def attack(context):
    kept = [kept for kept in gc.get_objects() if isinstance(kept, dict) and isinstance(kept.get("expected"), str)]
    return any(each["expected"].startswith("expected: ") for each in kept)
""",
        NOWHERE,
    ),
    Attack(
        "asks the modules that are loaded for the hidden tests",
        """
def attack(context):
    return [name for name in sys.modules if name.startswith(("autograder", "attacks", "suites", "_pytest"))]
""",
        NOWHERE,
    ),
    Attack(
        "imports the kit's own suites",
        """
import importlib
def attack(context):
    for name in ("checks.values", "checks.replay", "grading.grade"):
        with contextlib.suppress(ImportError):
            return importlib.import_module("autograder." + name).__name__
""",
        OUTSIDE,
    ),
    Attack(
        "looks for the expected values in the frames of all threads",
        """
def attack(context):
    found = []
    def look():
        for frame in list(sys._current_frames().values()):
            while frame:
                found.extend(value for name, value in frame.f_locals.items() if name == "expected")
                frame = frame.f_back
    looker = threading.Thread(target=look)
    looker.start()
    looker.join()
    return found
""",
        NOWHERE,
    ),
    Attack(
        "searches its own memory for what is expected",
        """
REST = b": what a right answer is"  # to hold no copy of all that is looked for, there are two parts of it
def attack(context):
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            span, mode = line.split()[:2]
            start, end = (int(each, 16) for each in span.split("-"))
            if not mode.startswith("rw") or end - start > 1 << 26:
                continue
            memory.seek(start)
            held = memory.read(end - start)
            at = held.find(REST)
            while at >= 0:
                if held[at - 8 : at][::-1] == b"detcepxe":
                    return True
                at = held.find(REST, at + 1)
""",
        NOWHERE,
        held="FileNotFoundError",
    ),
]
