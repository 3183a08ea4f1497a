"""The filter of system calls, run instruction by instruction for both architectures, and in a process of its own."""

from __future__ import annotations

import errno
import platform
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.inside import seccomp, syscalls
from autograder.sandbox.inside.seccomp import ALLOW, ARCHITECTURES, KILL, program

PID = 4711
REFUSED = errno.EPERM
MACHINES = list(ARCHITECTURES)
HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+) (\d+)"),
    "aarch64": ("/usr/include/asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+) (\d+)"),
}
# What no exercise needs, by its numbers on x86-64 and aarch64: written down here anew, from the same header.
DANGEROUS = {
    "socket": (41, 198),
    "connect": (42, 203),
    "socketpair": (53, 199),
    "sendmsg": (46, 211),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "mount_setattr": (442, 442),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "setuid": (105, 146),
    "setgroups": (116, 159),
    "capset": (126, 91),
    "personality": (135, 92),
    "sched_setaffinity": (203, 122),
    "setpriority": (141, 140),
    "mknodat": (259, 33),
    "linkat": (265, 37),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "kexec_load": (246, 104),
    "init_module": (175, 105),
    "process_madvise": (440, 440),
    "seccomp": (317, 277),
    "landlock_restrict_self": (446, 446),
}


def decide(
    machine: str, number: int, *arguments: int, architecture: int | None = None, cuda: bool = False
) -> int:
    """What the filter returns for one call: the instructions of linux/filter.h, as the kernel runs them."""
    padded = (*arguments, *(0,) * (6 - len(arguments)))
    arch = ARCHITECTURES[machine] if architecture is None else architecture
    data = struct.pack("<IIQ6Q", number, arch, 0, *padded)
    code = program(PID, machine, cuda=cuda)
    accumulator = position = 0
    while True:
        operation, jump_true, jump_false, operand = code[position]
        position += 1
        if operation == seccomp.RETURN:
            return operand
        if operation == seccomp.LOAD:
            (accumulator,) = struct.unpack_from("<I", data, operand)
            continue
        holds = {
            seccomp.JUMP_EQUAL: accumulator == operand,
            seccomp.JUMP_GREATER_EQUAL: accumulator >= operand,
            seccomp.JUMP_SET: bool(accumulator & operand),
        }[operation]
        position += jump_true if holds else jump_false


def number_of(name: str, machine: str) -> int:
    return syscalls.numbers(syscalls.CHECKED, machine)[name]


def error(result: int) -> int:
    assert result & 0xFFFF0000 == 0x00050000, hex(result)
    return result & 0xFFFF


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", DANGEROUS)
def test_dangerous_calls_are_refused(machine, name):
    number = DANGEROUS[name][MACHINES.index(machine)]
    if number is None:
        assert name in ("fork", "vfork")  # aarch64 never had them
    else:
        assert error(decide(machine, number)) == REFUSED
        assert error(decide(machine, number, cuda=True)) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_all_numbers_that_are_not_named_are_refused(machine):
    known = {
        number
        for calls in (syscalls.ALLOWED, syscalls.CHECKED, syscalls.MISSING)
        for number in syscalls.numbers(calls, machine).values()
    }
    assert {number for number in range(600) if decide(machine, number) != 0x00050000 | REFUSED} <= known
    for number in syscalls.numbers(syscalls.ALLOWED, machine).values():
        assert decide(machine, number) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_whose_arguments_no_filter_sees_are_said_to_be_missing(machine):
    assert {error(decide(machine, n)) for n in syscalls.numbers(syscalls.MISSING, machine).values()} == {
        errno.ENOSYS
    }


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_and_the_third_set_of_numbers_are_killed(machine):
    read = syscalls.numbers(syscalls.ALLOWED, machine)["read"]
    for architecture in (0x40000003, 0xC00000F3, *(set(ARCHITECTURES.values()) - {ARCHITECTURES[machine]})):
        assert decide(machine, read, architecture=architecture) == KILL
    assert decide(machine, read | 0x40000000) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_may_be_made_and_no_processes_or_namespaces(machine):
    clone = number_of("clone", machine)
    thread = 0x003D0F00  # what pthread_create asks for
    assert decide(machine, clone, thread) == ALLOW
    for flags in (17, 0x00004111, 0x01200011, 0):  # fork, vfork, what os.fork asks for
        assert error(decide(machine, clone, flags)) == REFUSED
    for new in (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert error(decide(machine, clone, thread | new)) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", ["kill", "tgkill"])
def test_only_oneself_may_be_signalled(machine, name):
    assert decide(machine, number_of(name, machine), PID, 9) == ALLOW
    for pid in (0, 1, 2, PID - 1, 2**32 - 1, 2**64 - 1, 2**64 - PID):
        assert error(decide(machine, number_of(name, machine), pid, 9)) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_limits_are_ones_own_affair(machine):
    assert decide(machine, number_of("prlimit64", machine), 0) == ALLOW
    assert decide(machine, number_of("prlimit64", machine), PID) == ALLOW
    assert error(decide(machine, number_of("prlimit64", machine), 1)) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_files_send_no_signals(machine):
    fcntl = number_of("fcntl", machine)
    for command in (8, 10, 15, 1024, 1026):
        assert error(decide(machine, fcntl, 3, command)) == REFUSED
    for command in (0, 1, 2, 3, 4, 1030, 1033):  # F_DUPFD, flags, F_DUPFD_CLOEXEC, F_ADD_SEALS
        assert decide(machine, fcntl, 3, command) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_terminals_and_devices_are_not_controlled(machine):
    ioctl = number_of("ioctl", machine)
    assert error(decide(machine, ioctl, 0, 0x5412)) == errno.ENOTTY  # TIOCSTI: types for whoever sits there
    assert error(decide(machine, ioctl, 0, 0x5412, cuda=True)) == REFUSED
    assert decide(machine, ioctl, 0, 0x5401) == ALLOW
    assert (
        decide(machine, ioctl, 0, 0xC020462A, cuda=True) == ALLOW
    )  # the driver of a GPU is asked by ioctl alone


@pytest.mark.parametrize("machine", MACHINES)
def test_every_jump_stays_within_the_filter_and_it_ends(machine):
    code = program(PID, machine, cuda=True)
    assert len(code) < 4096  # BPF_MAXINSNS
    for position, (operation, jump_true, jump_false, _) in enumerate(code):
        assert max(jump_true, jump_false) < 256
        if operation != seccomp.RETURN:
            assert position + 1 + max(jump_true, jump_false) < len(code)
    assert code[-1] == (seccomp.RETURN, 0, 0, 0x00050000 | REFUSED)


@pytest.mark.parametrize("machine", MACHINES)
def test_numbers_are_those_of_the_kernels_header(machine):
    path, pattern = HEADERS[machine]
    if not Path(path).exists():
        pytest.skip(f"{path} is not installed")
    header = dict(re.findall(pattern, Path(path).read_text(), re.M))
    header.setdefault("newfstatat", header.get("fstatat", ""))
    for calls in (syscalls.ALLOWED, syscalls.CHECKED, syscalls.MISSING, syscalls.FOR_CUDA):
        for name, number in syscalls.numbers(calls, machine).items():
            assert header[name] == str(number), name


def test_a_machine_without_a_table_is_told_in_a_line():
    with pytest.raises(OSError, match="riscv64 are not known: only those of x86_64, aarch64"):
        syscalls.column("riscv64")


def test_the_kernel_takes_the_filter_and_keeps_to_it():
    code = """
import os, sys
sys.path.insert(0, sys.argv[1])
from inside import kernel, seccomp
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
before = os.fork()
if before == 0: os._exit(0)
os.waitpid(before, 0)
seccomp.enter(cuda=False)
for act in (os.fork, lambda: os.kill(os.getppid(), 0), lambda: os.memfd_create("x")):
    try: act()
    except PermissionError: print("refused")
os.kill(os.getpid(), 0)
import threading
thread = threading.Thread(target=print, args=("thread",))
thread.start(); thread.join()
"""
    folder = Path(seccomp.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["refused"] * 3 + ["thread"], done.stderr
    assert platform.machine() in ARCHITECTURES


@pytest.mark.parametrize("machine", MACHINES)
def test_a_gpus_driver_may_listen_where_nobody_can_connect(machine):
    socket = number_of("socket", machine)
    assert decide(machine, socket, 1, 5, cuda=True) == ALLOW  # AF_UNIX
    for family in (2, 10, 16):  # AF_INET, AF_INET6, AF_NETLINK
        assert error(decide(machine, socket, family, 1, cuda=True)) == REFUSED
    for family in (1, 2):
        assert error(decide(machine, socket, family, 1)) == REFUSED
    for pair in syscalls.FOR_CUDA.values():
        number = pair[MACHINES.index(machine)]
        assert decide(machine, number, cuda=True) == ALLOW
        assert error(decide(machine, number)) == REFUSED
