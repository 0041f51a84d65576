"""The system calls that Python's library lacks before 3.12, with errors that name the call and its path."""

import ctypes
import errno
import os

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MS_SLAVE = 1 << 19
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP = 24
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522

SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
SYS_OPEN_TREE = 428
SYS_MOVE_MOUNT = 429
SYS_MOUNT_SETATTR = 442
AT_FDCWD = -100
AT_EMPTY_PATH = 0x1000
AT_RECURSIVE = 0x8000
OPEN_TREE_CLONE = 1
MOVE_MOUNT_F_EMPTY_PATH = 4
MOVE_MOUNT_T_EMPTY_PATH = 0x40
MOUNT_ATTRIBUTES = {MS_RDONLY: 1, MS_NOSUID: 2, MS_NODEV: 4}
MOUNT_ATTR_IDMAP = 0x00100000

_libc = ctypes.CDLL(None, use_errno=True)


def _bytes(text):
    return os.fsencode(text) if text is not None else None


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def unshare(flags):
    _check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def open_namespace(pid, kind):
    return os.open("/proc/%d/ns/%s" % (pid, kind), os.O_RDONLY | os.O_CLOEXEC)


def setns(fd):
    _check(_libc.setns(fd, 0), "setns")


def mount(source, target, kind, flags, data=None):
    result = _libc.mount(_bytes(source), _bytes(target), _bytes(kind), ctypes.c_ulong(flags), _bytes(data))
    _check(result, target)


def bind(source, target):
    mount(source, target, None, MS_BIND | MS_REC)


class Unsupported(OSError):
    """The kernel is too old for the call."""


def _new_call(result, what):
    if result < 0 and ctypes.get_errno() == errno.ENOSYS:
        raise Unsupported(errno.ENOSYS, os.strerror(errno.ENOSYS), what)
    _check(result, what)
    return result


def clone_tree(fd):
    """A copy of what is mounted at a descriptor and below, that is mounted nowhere yet."""
    flags = OPEN_TREE_CLONE | os.O_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE
    return _new_call(_libc.syscall(ctypes.c_long(SYS_OPEN_TREE), fd, b"", ctypes.c_uint(flags)), "open_tree")


def set_attributes(fd, path, flags, namespace=None):
    """
    Sets MS_RDONLY, MS_NODEV, MS_NOSUID for path below fd, and for all that is mounted below; with a user namespace, the
    owners of the files are seen there by the numbers that they have on disk.
    """
    wanted = sum(MOUNT_ATTRIBUTES[flag] for flag in MOUNT_ATTRIBUTES if flags & flag)
    if namespace is not None:
        wanted |= MOUNT_ATTR_IDMAP
    attributes = (ctypes.c_uint64 * 4)(wanted, 0, MS_PRIVATE if namespace is not None else 0, namespace or 0)
    how = AT_RECURSIVE | (AT_EMPTY_PATH if path == "" else 0)
    result = _libc.syscall(
        ctypes.c_long(SYS_MOUNT_SETATTR), fd, _bytes(path), how, ctypes.byref(attributes), ctypes.c_size_t(32)
    )
    _new_call(result, "mount_setattr")


def attach(tree, target):
    """Mounts what clone_tree returned at the file that a descriptor means."""
    how = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH
    _new_call(_libc.syscall(ctypes.c_long(SYS_MOVE_MOUNT), tree, b"", target, b"", ctypes.c_uint(how)), "move_mount")


def remount(target, flags):
    """For kernels before 5.12: only the mount itself, not what is mounted below it."""
    # A user namespace may not drop the flags that it inherited, so they are said again.
    inherited = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount(None, target, None, MS_REMOUNT | MS_BIND | flags | inherited)


def pivot_root(path):
    os.chdir(path)
    _check(_libc.syscall(ctypes.c_long(SYS_PIVOT_ROOT[os.uname().machine]), b".", b"."), "pivot_root")
    _check(_libc.umount2(b".", MNT_DETACH), "/")
    os.chdir("/")


def set_hostname(name):
    raw = _bytes(name)
    _check(_libc.sethostname(raw, ctypes.c_size_t(len(raw))), "hostname")


def die_with_parent(parent):
    """SIGKILL when the parent goes; at once if it has gone already."""
    _check(_libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl")
    if parent != 0 and os.getppid() != parent:
        os._exit(137)


def keep_capabilities(kept):
    """What the program that is executed next can have at most; and nothing comes to it from whoever started us."""
    number = 0
    while number in kept or _libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
        number += 1
    _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    _check(_libc.capget(header, sets), "capget")
    sets[2] = sets[5] = 0  # The inheritable ones; each set has two words.
    _check(_libc.capset(header, sets), "capset")


def filter_calls(program):
    """Loads a seccomp filter, the instructions of a BPF program."""
    instructions = ctypes.create_string_buffer(program, len(program))
    head = _FilterProgram(len(program) // 8, ctypes.addressof(instructions))
    _check(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(head), 0, 0), "seccomp")


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def may_change_groups():
    """Not where the user namespace is an ordinary user's: that user's own groups are all there are."""
    with open("/proc/self/setgroups") as setting:
        return setting.read().strip() == "allow"


def no_new_privileges():
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")


def start_ticks(pid):
    """When a process started, in clock ticks since boot: with its pid, it names a process for good. None if it is gone."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as stat:
            fields = stat.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return None if fields[0] in (b"Z", b"X") else int(fields[19])


def boot_id():
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()
