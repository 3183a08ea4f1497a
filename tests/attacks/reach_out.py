"""Reaching out of the sandbox: networks, sockets, shared memory, programs, devices, and the kernel's rarer services."""

from __future__ import annotations

from attacks.attack import OUTSIDE, Attack, walls
from autograder.sandbox.inside.walls import Wall

NETWORK = walls(Wall.BUBBLEWRAP, Wall.LANDLOCK, Wall.SECCOMP)

REACH_OUT = [
    # Networks. The ports are of servers on this machine that send back what they get.
    Attack(
        "connects to a server on the machine",
        """
def attack(context):
    with socket.create_connection(("127.0.0.1", context["tcp"]), 3) as connection:
        connection.send(b"hidden")
        return connection.recv(6) == b"hidden"
""",
        NETWORK,
        held="PermissionError",
    ),
    Attack(
        "sends a datagram to the machine",
        """
def attack(context):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.settimeout(3)
        connection.connect(("127.0.0.1", context["udp"]))
        connection.send(b"hidden")
        return connection.recv(6) == b"hidden"
""",
        walls(Wall.BUBBLEWRAP, Wall.SECCOMP),
        held="PermissionError",
    ),
    Attack(
        "talks to a service of the machine by its abstract name",
        """
def attack(context):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        connection.connect("\\0" + context["abstract"])
        connection.send(b"hidden")
        return connection.recv(6) == b"hidden"
""",
        NETWORK,
        held="PermissionError",
    ),
    Attack(
        "talks to a service of the machine by its path",
        """
def attack(context):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        connection.connect(context["course"] + "/service")
        connection.send(b"hidden")
        return connection.recv(6) == b"hidden"
""",
        walls(Wall.BUBBLEWRAP, Wall.SECCOMP),
        held="PermissionError",
    ),
    Attack(
        "offers a server of its own",
        """
def attack(context):
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
""",
        walls(Wall.LANDLOCK, Wall.SECCOMP),
        held="PermissionError",
    ),
    Attack(
        "opens sockets of any kind",
        """
def attack(context):
    kinds = {(family, kind) for family in (1, 2, 10, 16, 38) for kind in (1, 2, 3, 5)}
    return [each for each in kinds if can(socket.socket, *each)]
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "makes a pair of sockets to pass descriptors",
        """
def attack(context):
    return can(socket.socketpair)
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "asks its one socket about the network interfaces",
        """
def attack(context):
    SIOCGIFCONF = 0x8912
    room = ctypes.create_string_buffer(4096)
    asked = ctypes.create_string_buffer(struct.pack("iP", 4096, ctypes.addressof(room)))
    return call("ioctl", conversation(), SIOCGIFCONF, asked) == 0 and struct.unpack_from("i", asked)[0] > 0
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "fills the grader with open files by sending them along with an answer",
        """
def attack(context):
    answer = b'{"value":true,"printed":""}'
    frame = struct.pack("<4sIQ", b"KIT1", len(answer), 0) + answer
    socket.send_fds(socket.socket(fileno=conversation()), [frame], [0] * 200)
""",
        walls(Wall.SECCOMP),
        held="PermissionError",
    ),
    Attack(
        "writes into a pipe that a service of the machine reads",
        """
def attack(context):
    pipe = os.open(context["course"] + "/pipe", os.O_WRONLY | os.O_NONBLOCK)
    return os.write(pipe, b"hidden") == 6
""",
        OUTSIDE,
        held="FileNotFoundError",
    ),
    # Shared memory and other things that processes leave for each other.
    Attack(
        "shares memory with others by a name",
        """
def attack(context):
    return can(open, "/dev/shm/" + context["name"], "w")
""",
        walls(Wall.LANDLOCK),
        learns="nothing: its sandbox has one worker at a time, and is emptied after it",
    ),
    Attack(
        "attaches memory that a process of the machine shares",
        """
def attack(context):
    return call("shmget", context["key"], 0, 0) >= 0
""",
        walls(Wall.BUBBLEWRAP, Wall.NAMESPACES, Wall.SECCOMP),
    ),
    Attack(
        "makes files that are nowhere but in memory",
        """
def attack(context):
    return can(os.memfd_create, "hidden")
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "keeps a secret in the kernel's keyring",
        """
def attack(context):
    PROCESS_KEYRING = -2
    return call("add_key", b"user", b"hidden", b"x", 1, PROCESS_KEYRING) > 0
""",
        walls(Wall.SECCOMP),
    ),
    # Programs.
    Attack(
        "runs a program of the system",
        """
import subprocess
def attack(context):
    return subprocess.run(["/usr/bin/env"], capture_output=True).stdout
""",
        walls(Wall.LANDLOCK, Wall.SECCOMP),
        held="PermissionError",
    ),
    Attack(
        "becomes another program",
        """
def attack(context):
    try:
        child = os.fork()
    except OSError:
        return can(os.execv, "/usr/bin/env", ["env"])
    if child == 0:
        can(os.execv, "/usr/bin/true", ["true"])
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0
""",
        walls(Wall.LANDLOCK, Wall.SECCOMP),
    ),
    Attack(
        "loads machine code that it wrote to its folder",
        """
import _ctypes, shutil
def attack(context):
    shutil.copyfile(_ctypes.__file__, "own.so")
    return can(ctypes.CDLL, os.path.abspath("own.so"))
""",
        walls(Wall.NAMESPACES),
        learns="nothing: it runs its own code, behind the same walls",
    ),
    Attack(
        "asks the kernel in the way of 32-bit programs, which no filter of 64-bit calls sees",
        """
def attack(context):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex("53b814000000cd805bc3"))  # push rbx; mov eax, getpid; int 0x80; pop rbx; ret
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))() > 0
""",
        walls(Wall.SECCOMP),
        held="SIGSYS",
        machine="x86_64",
    ),
    # Privileges.
    Attack(
        "opens a file of mode 0, as only root does",
        """
def attack(context):
    os.close(os.open("closed", os.O_CREAT | os.O_WRONLY, 0))
    return can(open, "closed")
""",
        walls(Wall.CAPABILITIES),
    ),
    Attack(
        "makes a user namespace of its own, in which it is root",
        """
def attack(context):
    NEWUSER = 0x10000000
    return call("unshare", NEWUSER) == 0
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "takes on another root folder",
        """
def attack(context):
    os.mkdir("root")
    return can(os.chroot, "root")
""",
        walls(Wall.SECCOMP, Wall.CAPABILITIES),
    ),
    Attack(
        "mounts a file system",
        """
def attack(context):
    os.mkdir("mine")
    return call("mount", b"tmpfs", b"mine", b"tmpfs", 0, None) == 0
""",
        walls(Wall.SECCOMP, Wall.CAPABILITIES, Wall.LANDLOCK),
    ),
    Attack(
        "takes the mount off its folder, to see what is beneath",
        """
def attack(context):
    return call("umount2", os.getcwd().encode(), 2) == 0
""",
        walls(Wall.SECCOMP, Wall.CAPABILITIES, Wall.LANDLOCK),
    ),
    # Services of the kernel that no exercise needs, and in which most of its holes are found.
    Attack(
        "queues system calls that a filter does not see",
        """
def attack(context):
    return call("io_uring_setup", 4, ctypes.create_string_buffer(256)) >= 0
""",
        walls(Wall.LIMITS, Wall.SECCOMP),
    ),
    Attack(
        "handles page faults of its own",
        """
def attack(context):
    return call("userfaultfd", 1) >= 0
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "switches off the randomness of addresses",
        """
def attack(context):
    return call("personality", 0x0040000) >= 0
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "compares what it has open with what the zygote has",
        """
def attack(context):
    return call("kcmp", os.getpid(), os.getpid(), 0, 0, 0) >= 0
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "opens a terminal, to type into it",
        """
def attack(context):
    return can(os.open, "/dev/ptmx", os.O_RDWR)
""",
        walls(Wall.LANDLOCK),
        learns="nothing: the terminals are those of its sandbox, where nobody sits",
    ),
]
