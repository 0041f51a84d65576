"""The system calls that Python's library lacks before 3.12, with errors that name the call and its path."""

import ctypes
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
PR_SET_NO_NEW_PRIVS = 38

SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
SYS_MOUNT_SETATTR = 442
AT_FDCWD = -100
AT_RECURSIVE = 0x8000

_libc = ctypes.CDLL(None, use_errno=True)


def _bytes(text):
    return os.fsencode(text) if text is not None else None


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def unshare(flags):
    _check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(path):
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _check(_libc.setns(fd, 0), path)
    finally:
        os.close(fd)


def mount(source, target, kind, flags, data=None):
    result = _libc.mount(_bytes(source), _bytes(target), _bytes(kind), ctypes.c_ulong(flags), _bytes(data))
    _check(result, target)


def bind(source, target):
    mount(source, target, None, MS_BIND | MS_REC)


def make_read_only(target):
    """With all that is mounted below it; kernels before 5.12 know only how to do that for the mount itself."""
    attributes = (ctypes.c_uint64 * 4)(1, 0, 0, 0)
    result = _libc.syscall(
        ctypes.c_long(SYS_MOUNT_SETATTR), AT_FDCWD, _bytes(target), AT_RECURSIVE, ctypes.byref(attributes), ctypes.c_size_t(32)
    )
    if result < 0:
        # A user namespace may not drop the flags that it inherited, so they are said again.
        inherited = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
        mount(None, target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | inherited)


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


def drop_capabilities(kept):
    number = 0
    while True:
        if number not in kept and _libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0:
            return
        number += 1


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
