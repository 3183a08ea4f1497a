"""The command line that starts a zygote inside bubblewrap.

bubblewrap must never run as root: even without capabilities a process would be uid 0 outside, owner of root's files.
Started as root, the command first makes a private mount namespace in which the interpreter and the environment are
bound at a place that any user can enter (they may lie under root's 0700 home), drops to an unprivileged user, and
only then starts bubblewrap, which binds them back at their own paths.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import datasets
from autograder.errors import InfrastructureError
from autograder.sandbox import inside

UNPRIVILEGED = 64999  # a user and group id that nothing on a system has
SCRATCH = "/scratch"
KIT = "/kit"
STAGE = "/mnt"  # covered by a private tmpfs while root starts a sandbox
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/sys/devices/system/cpu")
GPU_DEVICES = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset")
GPU_SYSTEM = (
    "/sys/bus/pci",
    "/sys/devices/pci0000:00",
    "/etc/vulkan",
    "/run/nvidia-persistenced",
)
SHARED_MEMORY = 16 << 20  # bytes of /dev/shm


@dataclass(frozen=True)
class Binding:
    """A folder or file of this machine and where the sandbox sees it, read-only."""

    outside: Path
    inside: str


def check(hidden: Path) -> None:
    """InfrastructureError where a program that a sandbox needs is not installed, or the environment that students'
    code sees holds `hidden`, the course.
    """
    for binding in _environment():
        if hidden.resolve().is_relative_to(binding.outside.resolve()):
            raise InfrastructureError(
                f"the Python environment {binding.outside} holds the course {hidden}, and students' code would see it: "
                "make the environment in a folder of its own"
            )
    for name in ("bwrap", *(("unshare", "setpriv") if os.getuid() == 0 else ())):
        _program(name)


def command(control: int, *, scratch: int, cuda: bool) -> list[str]:
    """The arguments that start a zygote whose control socket is the inherited descriptor `control`.

    scratch: bytes of its private folder. Raises InfrastructureError where a program is missing.
    """
    bindings = _environment() + _kit()
    if os.getuid() != 0:
        return _bubblewrap(bindings, control, scratch, cuda)
    staged = [Binding(Path(STAGE, str(i)), b.inside) for i, b in enumerate(bindings)]
    script = [f"mount -t tmpfs -o mode=755,size=1m tmpfs {STAGE}"]
    for number in range(len(bindings)):
        place = f"{STAGE}/{number}"
        script += [f"mkdir {place}", f'mount --rbind "${{{number + 1}}}" {place}']
    script += [f"shift {len(bindings)}", 'exec "$@"']
    return [
        *(_program("unshare"), "--mount", "--propagation", "private", "--"),
        *("/bin/sh", "-euc", "\n".join(script), "sh"),
        *(str(binding.outside) for binding in bindings),
        *(_program("setpriv"), "--reuid", str(UNPRIVILEGED), "--regid", str(UNPRIVILEGED)),
        *("--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"),
        *_bubblewrap(staged, control, scratch, cuda),
    ]


def _bubblewrap(bindings: list[Binding], control: int, scratch: int, cuda: bool) -> list[str]:
    arguments = [
        _program("bwrap"),
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--cap-drop",
        "ALL",
    ]
    # As the first process of its space the zygote cannot be killed from within it, and inherits all orphans.
    arguments += ["--as-pid-1", "--hostname", "sandbox", "--clearenv"]
    for path in SYSTEM + (GPU_SYSTEM if cuda else ()):
        arguments += _bind_system(path)
    # Parents before their children: a later mount covers an earlier one.
    for binding in sorted(bindings, key=lambda b: b.inside.count("/")):
        arguments += ["--ro-bind", str(binding.outside), binding.inside]
    for hidden in _kit_in_environment():
        arguments += ["--size", "4096", "--tmpfs", hidden, "--remount-ro", hidden]
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    if cuda:
        for device in (*GPU_DEVICES, *(str(p) for p in Path("/dev").glob("nvidia[0-9]*"))):
            arguments += ["--dev-bind-try", device, device]
    arguments += ["--size", str(SHARED_MEMORY), "--tmpfs", "/dev/shm"]
    arguments += ["--size", str(scratch), "--tmpfs", SCRATCH]
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    for name, value in _variables().items():
        arguments += ["--setenv", name, value]
    python = str(Path(sys.prefix, "bin", "python"))
    return [*arguments, "--", python, "-s", "-m", "inside.zygote", str(control), SCRATCH]


def _variables() -> dict[str, str]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {
        **threads,
        "AUTOGRADER_SANDBOX": "bubblewrap",
        # Whether there is a GPU is asked of its driver, not of CUDA, which a forked worker must be the first to start.
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
        "HOME": SCRATCH,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "PATH": "/usr/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": KIT,
        "TMPDIR": SCRATCH,
        "USER": "student",
    }


def _environment() -> list[Binding]:
    """The interpreter and the virtual environment, at their own paths, unless /usr holds them."""
    executable = Path(sys.executable)
    roots = {Path(sys.prefix), Path(sys.base_prefix), Path(sysconfig.get_path("stdlib"))}
    roots |= {path.resolve() for path in roots} | {executable.resolve().parent.parent}
    outside_usr = {path for path in roots if not path.is_relative_to("/usr")}
    # One that lies in another is bound with it.
    tops = [
        path for path in outside_usr if not any(path != o and path.is_relative_to(o) for o in outside_usr)
    ]
    return [Binding(path, str(path)) for path in sorted(tops)]


def _kit() -> list[Binding]:
    """The part of the kit that students' code may see: what runs it, and the data sets."""
    return [
        Binding(Path(inside.__file__).parent, f"{KIT}/inside"),
        Binding(Path(datasets.__file__).parent, f"{KIT}/datasets"),
    ]


def _kit_in_environment() -> list[str]:
    """The kit's own folders in the bound environment: suites and references must not be seen there."""
    return [str(path) for path in {Path(sysconfig.get_path("purelib"), "autograder")} if path.is_dir()]


def _bind_system(path: str) -> list[str]:
    if os.path.islink(path):  # /lib -> usr/lib on a merged system
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind-try", path, path]


def _program(name: str) -> str:
    found = shutil.which(name, path="/usr/bin:/bin:/usr/sbin:/sbin")
    if found is None:
        package = {"bwrap": "bubblewrap"}.get(name, "util-linux")
        raise InfrastructureError(
            f"{name} is not installed: students' code is not run without it; install {package}"
        )
    return found
