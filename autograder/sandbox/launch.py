"""How a zygote is started: inside bubblewrap, or, where that cannot run, as an unprivileged process.

bubblewrap must never run as root: even without capabilities a process would be uid 0 outside, owner of root's files.
Started as root, the command first makes a private mount namespace in which the interpreter and the environment are
bound at a place that any user can enter (they may lie under root's 0700 home), drops to an unprivileged user, and
only then starts bubblewrap, which binds them back at their own paths.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import sysconfig
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InfrastructureError
from autograder.sandbox import gpus, inside
from autograder.sandbox.inside import data_sets
from autograder.sandbox.inside.landlock import NEWEST
from autograder.sandbox.inside.walls import Inside, Wall

UNPRIVILEGED = 64999  # a user and group id that nothing on a system has
SCRATCH = "/scratch"
KIT = "/kit"
STAGE = "/mnt"  # covered by a private tmpfs while root starts a sandbox
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/sys/devices/system/cpu")
READABLE = (  # of the system, for a worker; bubblewrap itself needs more
    *("/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib32", "/lib64"),
    *("/usr/share/zoneinfo", "/etc/ld.so.cache", "/sys/devices/system/cpu"),
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
SHARED_MEMORY = 16 << 20  # bytes of /dev/shm
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""What the environment of a process says in which torch is to start no team of threads: see `inside.zygote`."""
PROGRAMS = "/usr/bin:/bin:/usr/sbin:/sbin"  # where the system's are looked for


@dataclass(frozen=True)
class Wanted:
    """The settings of a sandbox; `Sandbox` explains each of them."""

    walls: Collection[Wall]
    scratch: int
    cuda: bool = False
    warm: bool = True
    landlock: int = NEWEST


@dataclass(frozen=True)
class Binding:
    """A folder or file of this machine and where the sandbox sees it, read-only."""

    outside: Path
    inside: str


@dataclass(frozen=True)
class Launch:
    """A command that starts a zygote, the environment it is started in, and the folder to remove afterwards."""

    arguments: Sequence[str]
    environment: dict[str, str]
    folder: tempfile.TemporaryDirectory[str] | None = None


def prepare(control: int, wanted: Wanted) -> Launch:
    """The launch of a zygote whose control socket is the inherited descriptor `control`.

    Raises InfrastructureError where a program is missing.
    """
    start = _inside_bubblewrap if Wall.BUBBLEWRAP in wanted.walls else _unprivileged
    return start(control, wanted)


def environment_roots() -> list[Path]:
    """The folders outside of /usr that hold the interpreter and the installed packages."""
    executable = Path(sys.executable)
    roots = {Path(sys.prefix), Path(sys.base_prefix), Path(sysconfig.get_path("stdlib"))}
    roots |= {path.resolve() for path in roots} | {executable.resolve().parent.parent}
    outside_usr = {path for path in roots if not path.is_relative_to("/usr")}
    # One that lies in another is bound with it.
    return sorted(
        path for path in outside_usr if not any(path != o and path.is_relative_to(o) for o in outside_usr)
    )


def kit_in_environment() -> list[Path]:
    """The kit's own folders among the installed packages: suites and references must not be seen there."""
    installed = Path(sysconfig.get_path("purelib"), "autograder")
    return [installed] if installed.is_dir() else []


def _inside_bubblewrap(control: int, wanted: Wanted) -> Launch:
    bindings = [Binding(path, str(path)) for path in environment_roots()]
    bindings += [Binding(source, f"{KIT}/{name}") for name, source in _kit().items()]
    readable = (*READABLE, *_usr_local(), KIT, *(str(path) for path in environment_roots()))
    spec = _spec(wanted, SCRATCH, readable)
    keep_environment = Wall.ENVIRONMENT not in wanted.walls
    # bubblewrap's own environment can be read inside.
    environment = dict(os.environ) if keep_environment else {"PATH": "/usr/bin:/bin"}
    options = [] if keep_environment else ["--clearenv"]
    for name, value in _variables(KIT, SCRATCH, wanted.cuda).items():
        options += ["--setenv", name, value]
    run = _zygote(control, spec)
    if os.getuid() != 0:
        return Launch([*_bubblewrap(bindings, wanted), *options, "--", *run], environment)
    staged = [Binding(Path(STAGE, str(i)), b.inside) for i, b in enumerate(bindings)]
    command = [*_dropped(), *_bubblewrap(staged, wanted), *options, "--", *run]
    return Launch(_staged([b.outside for b in bindings], [], command), environment)


def _unprivileged(control: int, wanted: Wanted) -> Launch:
    """Without bubblewrap: the zygote sees the machine, and its workers' own walls keep them from it."""
    folder = tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True)
    os.chmod(folder.name, 0o755)
    kit, scratch = Path(folder.name, "kit"), Path(folder.name, "scratch")
    for name, source in _kit().items():  # the folder beside the original holds all that is hidden
        shutil.copytree(source, kit / name, ignore=shutil.ignore_patterns("__pycache__"))
    scratch.mkdir(0o700)
    roots = [path for root in environment_roots() for path in _without(root, kit_in_environment())]
    readable = (*READABLE, *_usr_local(), str(kit), *map(str, roots))
    listable = tuple(str(path.parent) for path in kit_in_environment())
    environment = _variables(str(kit), str(scratch), wanted.cuda)
    if Wall.ENVIRONMENT not in wanted.walls:
        environment = {**os.environ, **environment}
    run = _zygote(control, _spec(wanted, str(scratch), readable, listable))
    if os.getuid() != 0:
        return Launch(run, environment, folder)
    os.chown(scratch, UNPRIVILEGED, UNPRIVILEGED)
    closed = sorted({c for root in environment_roots() if (c := _closed(root)) is not None})
    command = [*_dropped(), *run]
    if closed:
        command = _staged(environment_roots(), closed, command)
    return Launch(command, environment, folder)


def _spec(wanted: Wanted, scratch: str, readable: Sequence[str], listable: tuple[str, ...] = ()) -> str:
    devices: tuple[str, ...] = DEVICES
    if wanted.cuda:
        readable = (*readable, *gpus.system(), *gpus.driver(), "/proc")
        devices = (*devices, *gpus.all_devices(), *gpus.WRITABLE)
    ordered = tuple(wall for wall in Wall if wall in wanted.walls)
    return Inside(
        walls=ordered,
        scratch=scratch,
        readable=tuple(readable),
        listable=listable,
        devices=devices,
        cuda=wanted.cuda,
        warm=wanted.warm,
        landlock=wanted.landlock,
    ).to_json()


def _zygote(control: int, spec: str) -> list[str]:
    return [str(Path(sys.prefix, "bin", "python")), "-s", "-m", "inside.zygote", str(control), spec]


def _dropped() -> list[str]:
    """Becomes an unprivileged user, with nothing of root's left."""
    return [
        *(_program("setpriv"), "--reuid", str(UNPRIVILEGED), "--regid", str(UNPRIVILEGED)),
        *("--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"),
    ]


def _staged(sources: Sequence[Path], closed: Sequence[Path], command: Sequence[str]) -> list[str]:
    """`command` where `sources` are bound below STAGE, and folders that are `closed` to others hold nothing else."""
    script = [f"mount -t tmpfs -o mode=755,size=1m tmpfs {STAGE}"]
    for number in range(len(sources)):
        place = f"{STAGE}/{number}"
        script += [f"mkdir {place}", f'mount --rbind "${{{number + 1}}}" {place}']
    for number, folder in enumerate(closed, start=len(sources) + 1):
        script += [f'mount -t tmpfs -o mode=755,size=1m tmpfs "${{{number}}}"']
        for inner, source in enumerate(sources):
            if source.is_relative_to(folder):
                script += [
                    f'mkdir -p "${{{inner + 1}}}"',
                    f'mount --rbind {STAGE}/{inner} "${{{inner + 1}}}"',
                ]
    script += [f"shift {len(sources) + len(closed)}", 'exec "$@"']
    return [
        *(_program("unshare"), "--mount", "--propagation", "private", "--"),
        *("/bin/sh", "-euc", "\n".join(script), "sh"),
        *(str(path) for path in (*sources, *closed)),
        *command,
    ]


def _bubblewrap(bindings: Sequence[Binding], wanted: Wanted) -> list[str]:
    arguments = [
        _program("bwrap"),
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
    ]
    # As the first process of its space the zygote cannot be killed from within it, and inherits all orphans.
    arguments += ["--as-pid-1", "--hostname", "sandbox"]
    for path in (*SYSTEM, *((*gpus.system(), *gpus.driver()) if wanted.cuda else ())):
        arguments += _bind_system(path)
    # Parents before their children: a later mount covers an earlier one.
    for binding in sorted(bindings, key=lambda b: b.inside.count("/")):
        arguments += ["--ro-bind", str(binding.outside), binding.inside]
    for hidden in map(str, kit_in_environment()):
        arguments += ["--size", "4096", "--tmpfs", hidden, "--remount-ro", hidden]
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    if wanted.cuda:
        for device in gpus.all_devices():
            arguments += ["--dev-bind-try", device, device]
    arguments += ["--size", str(SHARED_MEMORY), "--tmpfs", "/dev/shm"]
    arguments += ["--size", str(wanted.scratch), "--tmpfs", SCRATCH]
    return [*arguments, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]


def _variables(kit: str, scratch: str, cuda: bool) -> dict[str, str]:
    # torch asks at each step of an optimizer whether there is a GPU; that none is visible is the quickest answer.
    seen = gpus.of_students() if cuda else {gpus.VISIBLE: ""}
    if cuda:
        seen["LD_LIBRARY_PATH"] = ":".join(gpus.driver())
    return {
        **ONE_THREAD,
        **seen,
        # Whether there is a GPU is asked of its driver, not of CUDA, which a forked worker must be the first to start.
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
        "HOME": scratch,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "PATH": "/usr/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": kit,
        "TMPDIR": scratch,
        # What torch.compile is given runs as it is: behind the walls there is no C++ compiler. So does what torch.jit
        # is given: where an assignment forbids torch.autograd, its programs, which have their own, do not run.
        "TORCHDYNAMO_DISABLE": "1",
        "PYTORCH_JIT": "0",
        "TORCHINDUCTOR_CACHE_DIR": f"{scratch}/inductor",
        "USER": "student",
    }


def _kit() -> dict[str, Path]:
    """The part of the kit that students' code may see, by name: what runs it, and the data sets. It comes before all
    that is installed.
    """
    own = Path(inside.__file__).parent
    return {own.name: own, **dict.fromkeys(data_sets.NAMES, data_sets.folder())}


def _usr_local() -> list[str]:
    """Where a Python that is installed below /usr/local keeps its library."""
    places = (sys.base_prefix, sys.prefix)
    return sorted({f"{place}/lib" for place in places if place.startswith("/usr/")})


def _without(root: Path, hidden: Sequence[Path]) -> list[Path]:
    """The paths that make up `root` but for `hidden`, for Landlock cannot take a folder out of another."""
    within = [path for path in hidden if path.is_relative_to(root)]
    if not within:
        return [root]
    if root in within:
        return []
    return [path for child in sorted(root.iterdir()) for path in _without(child, within)]


def _closed(path: Path) -> Path | None:
    """The first folder on the way to `path` that other users cannot enter."""
    for folder in (*reversed(path.parents), path):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def _bind_system(path: str) -> list[str]:
    if os.path.islink(path):  # /lib -> usr/lib on a merged system
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind-try", path, path]


def _program(name: str) -> str:
    found = shutil.which(name, path=PROGRAMS)
    if found is None:
        package = {"bwrap": "bubblewrap"}.get(name, "util-linux")
        raise InfrastructureError(f"{name} is not installed: install {package}")
    return found
