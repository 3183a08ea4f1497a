"""Outliving the submission: what the next one meets. In a grader with one process for all, each finds its way."""

from __future__ import annotations

from attacks.attack import OUTSIDE, Attack, walls
from autograder.sandbox.inside.walls import Wall

ITS_OWN_WALLS = walls(Wall.SECCOMP, Wall.NAMESPACES)

OUTLIVE = [
    # Processes.
    Attack(
        "leaves a daemon behind",
        """
def attack(context):
    try:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                with socket.socket(socket.AF_UNIX) as server:
                    server.bind("\\0" + context["name"])
                    server.listen()
                    server.settimeout(3)
                    can(server.accept)
            os._exit(0)
        os.wait()
    except OSError:
        pass
""",
        after="""
def found(context):
    for _ in range(20):
        time.sleep(0.05)
        if can(lambda: socket.socket(socket.AF_UNIX).connect("\\0" + context["name"])):
            return True
""",
    ),
    Attack(
        "leaves a thread running",
        """
def attack(context):
    def write():
        while True:
            time.sleep(0.02)
            can(open, context["name"] + "-thread", "w")
    threading.Thread(target=write, daemon=True).start()
""",
        after="""
def found(context):
    if os.path.exists(context["name"] + "-thread"):
        os.unlink(context["name"] + "-thread")
    time.sleep(0.3)
    return os.path.exists(context["name"] + "-thread")
""",
    ),
    # Files.
    Attack(
        "leaves a file in its folder",
        """
def attack(context):
    open("answers.py", "w").write("answers = 1")
""",
        after="def found(context): return 'answers.py' in os.listdir()",
    ),
    Attack(
        "leaves a closed folder that cannot be looked into",
        """
def attack(context):
    os.mkdir("closed", 0o300)
    os.mkdir("closed/inner", 0)
""",
        after="def found(context): return 'closed' in os.listdir()",
    ),
    Attack(
        "leaves folders nested too deeply to be removed",
        """
def attack(context):
    here = os.open(".", os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("deep")
        os.chdir("deep")
    os.fchdir(here)
""",
        after="def found(context): return 'deep' in os.listdir()",
    ),
    Attack(
        "leaves shared memory",
        """
def attack(context):
    can(open, "/dev/shm/" + context["name"], "w")
""",
        after="""
def found(context):
    path = "/dev/shm/" + context["name"]
    return os.path.exists(path) and (os.unlink(path) or True)
""",
    ),
    Attack(
        "leaves a module where the next submission's imports are looked for",
        """
def attack(context):
    sys.path.insert(0, os.getcwd())
    with open("left_behind.py", "w") as file:
        file.write("answers = 1")
""",
        after="""
import importlib
def found(context):
    try:
        return importlib.import_module("left_behind").answers
    except ImportError:
        return False
""",
    ),
    Attack(
        "changes a file of the course",
        """
def attack(context):
    with open(context["course"] + "/suites/answers.py", "a") as file:
        return file.write("EXPECTED = 0")
""",
        OUTSIDE,
        held="FileNotFoundError",
    ),
    Attack(
        "removes another student's submission",
        """
def attack(context):
    return can(os.unlink, context["course"] + "/submitted/alan/cnn/cnn.py")
""",
        OUTSIDE,
    ),
    Attack(
        "puts a file beside another student's submission",
        """
def attack(context):
    return can(open, context["course"] + "/submitted/alan/cnn/cnn.ipynb", "w")
""",
        OUTSIDE,
    ),
    Attack(
        "poisons the compiled code of a hidden suite",
        """
import importlib.util, marshal
UNCHECKED = 1  # by a hash that nobody compares with the source
def attack(context):
    compiled = importlib.util.cache_from_source(context["course"] + "/suites/answers.py")
    code = marshal.dumps(compile("EXPECTED = 0", "answers.py", "exec"))
    with open(compiled, "wb") as file:
        return file.write(importlib.util.MAGIC_NUMBER + struct.pack("<I", UNCHECKED) + bytes(8) + code)
""",
        OUTSIDE,
        held="FileNotFoundError",
    ),
    # System V and POSIX objects, which live until they are removed.
    Attack(
        "leaves System V shared memory",
        "def attack(context): call('shmget', context['own_key'], 4096, 0o1666)",
        ITS_OWN_WALLS,
        after="""
def found(context):
    return call("shmctl", call("shmget", context["own_key"], 0, 0), 0, None) == 0
""",
    ),
    Attack(
        "leaves a System V message",
        "def attack(context): call('msgget', context['own_key'], 0o1666)",
        ITS_OWN_WALLS,
        after="""
def found(context):
    return call("msgctl", call("msgget", context["own_key"], 0), 0, None) == 0
""",
    ),
    Attack(
        "leaves a System V semaphore",
        "def attack(context): call('semget', context['own_key'], 1, 0o1666)",
        ITS_OWN_WALLS,
        after="""
def found(context):
    return call("semctl", call("semget", context["own_key"], 0, 0), 0, 0) == 0
""",
    ),
    Attack(
        "leaves a POSIX message queue",
        "def attack(context): call('mq_open', context['name'].encode(), os.O_CREAT | os.O_RDWR, 0o600, None)",
        ITS_OWN_WALLS | {Wall.LIMITS},
        after="""
def found(context):
    return call("mq_unlink", context["name"].encode()) == 0
""",
    ),
    Attack(
        "leaves a key in the keyring of its user",
        """
USER_KEYRING = -4
def attack(context):
    call("add_key", b"user", context["name"].encode(), b"answers", 7, USER_KEYRING)
""",
        ITS_OWN_WALLS,
        after="""
USER_KEYRING, SEARCH, UNLINK = -4, 10, 9
def found(context):
    key = call("keyctl", SEARCH, USER_KEYRING, b"user", context["name"].encode(), 0)
    return key > 0 and call("keyctl", UNLINK, key, USER_KEYRING) == 0
""",
    ),
    # The interpreter and its libraries.
    Attack(
        "changes torch",
        """
import torch
def attack(context):
    torch.relu = lambda x: x
    torch.nn.Linear.forward = lambda self, x: x
""",
        after="""
import torch
def found(context):
    return torch.relu(torch.tensor(-1.0)).item() != 0 or torch.nn.Linear(1, 2)(torch.ones(1)).shape != (2,)
""",
    ),
    Attack(
        "changes what the kit itself runs",
        """
import json
def attack(context):
    for name, module in list(sys.modules.items()):
        if name.endswith(("inside.wire", "inside.operations")) or name == "json":
            module.changed = True
""",
        after="""
def found(context):
    return any(hasattr(module, "changed") for name, module in list(sys.modules.items())
               if name.endswith(("inside.wire", "inside.operations")) or name == "json")
""",
    ),
    Attack(
        "changes the builtins",
        "import builtins\ndef attack(context): builtins.sorted = lambda items: []",
        after="def found(context): return sorted('ba') != ['a', 'b']",
    ),
    Attack(
        "makes the number 7 an 8, in memory",
        """
def attack(context):
    ctypes.memmove(id(7) + 24, struct.pack("i", 8), 4)
""",
        after="def found(context): return str(int('3') + int('4')) == '8'",
    ),
    Attack(
        "replaces a module by one of its own",
        """
import types
def attack(context):
    sys.modules["statistics"] = types.SimpleNamespace(mean=lambda values: 100)
""",
        after="""
import importlib
def found(context):
    return importlib.import_module("statistics").mean([1, 3]) != 2
""",
    ),
    Attack(
        "sets a variable of the environment",
        "def attack(context): os.environ['ANSWERS'] = '1'",
        after="def found(context): return 'ANSWERS' in os.environ",
    ),
    Attack(
        "moves to another folder",
        "def attack(context): os.chdir('/')",
        after="def found(context): return os.getcwd() == '/'",
    ),
    Attack(
        "makes floats of another kind the default",
        "import torch\ndef attack(context): torch.set_default_dtype(torch.float16)",
        after="import torch\ndef found(context): return torch.get_default_dtype() == torch.float16",
    ),
    Attack(
        "ignores the signals that end a process",
        "def attack(context): [signal.signal(number, signal.SIG_IGN) for number in (2, 10, 12, 15)]",
        after="def found(context): return signal.getsignal(15) == signal.SIG_IGN",
    ),
    Attack(
        "lowers a limit for good",
        "def attack(context): resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))",
        after="def found(context): return resource.getrlimit(resource.RLIMIT_NOFILE)[1] == 32",
    ),
    Attack(
        "answers later imports by an importer of its own",
        """
import importlib.abc, importlib.machinery
class Own(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name == "colorsys" else None
    def exec_module(self, module):
        module.rgb_to_hsv = lambda *values: "forged"
def attack(context):
    sys.modules.pop("colorsys", None)
    sys.meta_path.insert(0, Own())
""",
        after="""
import importlib
def found(context):
    return importlib.import_module("colorsys").rgb_to_hsv(1, 1, 1) == "forged"
""",
    ),
    Attack(
        "changes a function of the C library, in memory",
        """
def attack(context):
    address = ctypes.cast(libc.getuid, ctypes.c_void_p).value
    page = address - address % mmap.PAGESIZE
    if call("mprotect", page, 2 * mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC) == 0:
        ctypes.memmove(address, bytes.fromhex("b867120000c3"), 6)  # mov eax, 4711; ret
""",
        after="def found(context): return os.getuid() == 4711",
        machine="x86_64",
    ),
    Attack(
        "leaves a file in the folder for temporary files",
        """
import tempfile
def attack(context):
    open(os.path.join(tempfile.gettempdir(), context["name"]), "w").close()
""",
        after="""
import tempfile
def found(context):
    path = os.path.join(tempfile.gettempdir(), context["name"])
    return os.path.exists(path) and (os.unlink(path) or True)
""",
    ),
    Attack(
        "has programs that are started later run code of its own",
        """
def attack(context):
    with open("sitecustomize.py", "w") as file:
        file.write("print('forged')")
    for name in ("PYTHONPATH", "LD_LIBRARY_PATH", "PATH"):
        os.environ[name] = os.getcwd() + os.pathsep + os.environ.get(name, "")
""",
        after="""
import subprocess
def found(context):
    with contextlib.suppress(OSError):
        return b"forged" in subprocess.run([sys.executable, "-c", ""], capture_output=True).stdout
""",
    ),
    Attack(
        "listens to what later submissions do",
        """
def attack(context):
    sys.overheard = []
    sys.addaudithook(lambda event, arguments: event == "answer" and sys.overheard.append(arguments))
""",
        after="""
def found(context):
    sys.audit("answer", 42)
    return bool(getattr(sys, "overheard", []))
""",
    ),
    Attack(
        "puts an operator of its own in the place of one of torch's",
        """
import torch, warnings
def attack(context):
    warnings.simplefilter("ignore")
    sys.own = torch.library.Library("aten", "IMPL")
    sys.own.impl("relu", lambda values: values + 1, "CPU")
""",
        after="import torch\ndef found(context): return torch.relu(torch.tensor(3.0)).item() != 3.0",
    ),
    Attack(
        "stops the clocks of all that comes after it",
        """
def attack(context):
    for name in ("time", "monotonic", "perf_counter", "process_time"):
        setattr(time, name, lambda: 0.0)
""",
        after="def found(context): return time.monotonic() == 0.0",
    ),
    Attack(
        "seeds the random numbers of all that comes after it",
        """
import random, torch
def attack(context):
    random.seed(4711)
    torch.manual_seed(4711)
""",
        after="import torch\ndef found(context): return torch.initial_seed() == 4711",
    ),
    Attack(
        "keeps answers for later submissions in a cache of its own",
        """
import torch
def attack(context):
    torch.answers = {(5, 10): [0.5] * 50}
""",
        after="import torch\ndef found(context): return getattr(torch, 'answers', None)",
    ),
]
