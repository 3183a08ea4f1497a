"""The filter of system calls, run instruction by instruction for both architectures, and in a process of its own."""

from __future__ import annotations

import errno
import os
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
AT_FDCWD = 2**64 - 100
PRIVATE = 128  # FUTEX_PRIVATE_FLAG
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
    # What changes, or locks, a file of the worker's user that it may only read, or may not even open.
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "truncate": (76, 45),
    "flock": (73, 32),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "setxattrat": (463, 463),
    "file_setattr": (469, 469),
    "link": (86, None),
    "mknod": (133, None),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "mincore": (27, 232),
    "cachestat": (451, 451),
    "futex_wait": (455, 455),
    "futex_wake": (454, 454),
    "futex_requeue": (456, 456),
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
        if operation == seccomp.AND:
            accumulator &= operand
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
        assert machine == "aarch64"  # which never had it
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
def test_files_send_no_signals_take_no_locks_and_keep_no_notes(machine):
    fcntl = number_of("fcntl", machine)
    allowed = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, flags of the descriptor and of the file, F_DUPFD_CLOEXEC
    for command in (*range(64), *range(1020, 1050)):
        decision = decide(machine, fcntl, 3, command)
        assert decision == ALLOW if command in allowed else error(decision) == REFUSED, command


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", ["open", "openat"])
def test_only_what_is_opened_for_writing_is_emptied(machine, name):
    number = syscalls.numbers(syscalls.CHECKED, machine).get(name)
    if number is None:
        assert (name, machine) == ("open", "aarch64")
        return
    before = () if name == "open" else (AT_FDCWD,)
    for others in (0, os.O_CLOEXEC, os.O_CREAT | os.O_EXCL, os.O_PATH, os.O_DIRECTORY | os.O_NOFOLLOW):
        for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC, os.O_RDWR | os.O_TRUNC):
            assert decide(machine, number, *before, 0, flags | others) == ALLOW
        for flags in (os.O_RDONLY | os.O_TRUNC, os.O_ACCMODE, os.O_ACCMODE | os.O_TRUNC):
            assert error(decide(machine, number, *before, 0, flags | others)) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_wait_for_each_other_and_processes_do_not(machine):
    futex = number_of("futex", machine)
    clock = 256  # FUTEX_CLOCK_REALTIME
    for operation in range(16):
        assert decide(machine, futex, 0, operation | PRIVATE) == ALLOW
        assert decide(machine, futex, 0, operation | PRIVATE | clock) == ALLOW
    for wait in (0, 9, clock, 9 | clock):
        assert error(decide(machine, futex, 0, wait)) == errno.EAGAIN
    for wake in (1, 10):
        assert error(decide(machine, futex, 0, wake)) == 0
    for other in (2, 3, 4, 5, 6, 7, 8, 11, 12, 13):
        assert error(decide(machine, futex, 0, other)) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", ["clock_gettime", "clock_getres", "clock_nanosleep"])
def test_nobody_looks_at_the_clock_of_another_process(machine, name):
    number = number_of(name, machine)
    for clock in range(12):  # of the machine, and one's own
        assert decide(machine, number, clock) == ALLOW
    for pid in (1, PID, 1 << 20):
        assert error(decide(machine, number, 2**32 - ((pid + 1) << 3) | 2)) == errno.EINVAL


@pytest.mark.parametrize("machine", MACHINES)
def test_terminals_and_devices_are_not_controlled(machine):
    ioctl = number_of("ioctl", machine)
    assert error(decide(machine, ioctl, 0, 0x5412)) == errno.ENOTTY  # TIOCSTI: types for whoever sits there
    assert error(decide(machine, ioctl, 0, 0x5412, cuda=True)) == REFUSED
    for cuda in (False, True):
        assert decide(machine, ioctl, 0, 0x5401, cuda=cuda) == ALLOW
    # The driver of a GPU is asked by ioctl alone: its own are of the kind "F", or have none.
    for control in (0xC020462A, 0x30000001, 37):
        assert decide(machine, ioctl, 0, control, cuda=True) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("cuda", [False, True], ids=["cpu", "cuda"])
def test_file_systems_and_sockets_are_not_controlled(machine, cuda):
    ioctl = number_of("ioctl", machine)
    # FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, FS_IOC_SETVERSION, FICLONE, FS_IOC_SET_ENCRYPTION_POLICY, FIFREEZE, FIOSETOWN
    for control in (0x40086602, 0x401C5820, 0x40087602, 0x40049409, 0x800C6613, 0xC0045877, 0x8901):
        refused = REFUSED if cuda else errno.ENOTTY
        assert error(decide(machine, ioctl, 3, control, cuda=cuda)) == refused


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
