"""Tries what a container must not be able to do, and prints what it could."""

import ctypes
import os
import socket
import sys

libc = ctypes.CDLL(None, use_errno=True)
X86 = os.uname().machine == "x86_64"


def call(x86, arm, *arguments):
    if libc.syscall(ctypes.c_long(x86 if X86 else arm), *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def read(path):
    with open(path, "rb") as file:
        if not file.read(1):
            raise OSError("empty")


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def make_device():
    os.mknod("/tmp/device", 0o60666, os.makedev(7, 0))


def raw_packets():
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x0300).close()


def raw_addresses():
    socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).close()


def mount():
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) < 0:
        raise OSError("refused")


def new_user_namespace_by_clone():
    flags = 0x10000000 | 17
    pid = libc.syscall(ctypes.c_long(56 if X86 else 220), flags, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    if pid < 0:
        raise OSError("refused")
    os.waitpid(pid, 0)


def trace_first_process():
    if libc.ptrace(16, 1, 0, 0) < 0:
        raise OSError("refused")


def open_by_number():
    if os.path.exists("/volume/device"):
        os.close(os.open("/volume/device", os.O_RDONLY))
    else:
        raise OSError("there is none")


def write_below(folder):
    for name in os.listdir(folder):
        if os.access(os.path.join(folder, name), os.W_OK) and not os.path.islink(os.path.join(folder, name)):
            return
    raise OSError("nothing is writable")


def host_processes():
    if not any(os.readlink("/proc/%s/exe" % pid) for pid in os.listdir("/proc") if pid.isdigit() and int(pid) > 10000):
        raise OSError("none")


ATTACKS = {
    "make a device": make_device,
    "open a device that lies in a volume": open_by_number,
    "read packets": raw_packets,
    "send raw packets": raw_addresses,
    "read the host's passwords": lambda: read("/etc/shadow"),
    "set core_pattern": lambda: write("/proc/sys/kernel/core_pattern", "|/bin/true"),
    "open core_pattern": lambda: os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY)),
    "press a system key": lambda: os.close(os.open("/proc/sysrq-trigger", os.O_WRONLY)),
    "read the machine's memory": lambda: read("/proc/kcore"),
    "read kernel keys": lambda: read("/proc/keys"),
    "write in /sys": lambda: write_below("/sys/kernel"),
    "write in the control groups": lambda: write_below("/sys/fs/cgroup"),
    "write over a program": lambda: os.close(os.open("/usr/bin/env", os.O_WRONLY)),
    "mount": mount,
    "mount read-only things again": lambda: call(442, 442, -100, b"/usr", 0, (ctypes.c_uint64 * 4)(0, 1, 0, 0), 32),
    "make a user namespace": lambda: call(272, 97, 0x10000000),
    "make a user namespace by clone": new_user_namespace_by_clone,
    "make a user namespace by clone3": lambda: call(435, 435, (ctypes.c_uint64 * 11)(0x10000000), 88),
    "use a key ring": lambda: call(250, 219, 0, -3, 1),
    "load a BPF program": lambda: call(321, 280, 0, ctypes.create_string_buffer(128), 128),
    "watch performance": lambda: call(298, 241, ctypes.create_string_buffer(128), 0, -1, -1, 0),
    "use io_uring": lambda: call(425, 425, 8, ctypes.create_string_buffer(120)),
    "use userfaultfd": lambda: call(323, 282, 1),
    "set the clock": lambda: call(227, 112, 0, (ctypes.c_int64 * 2)(0, 0)),
    "read the kernel's log": lambda: call(103, 116, 3, ctypes.create_string_buffer(64), 64),
    "open a virtual machine's socket": lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close(),
    "use the kernel's ciphers": lambda: socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET).close(),
    "switch randomization off": lambda: call(135, 92, 0x0040000),
    "make a call that is not known yet": lambda: call(470, 470),
    "trace the first process": trace_first_process,
    "read the first process's environment": lambda: read("/proc/1/environ"),
    "see the first process's root": lambda: os.listdir("/proc/1/cwd/"),
    "write over the shim's interpreter": lambda: os.close(os.open("/proc/1/exe", os.O_WRONLY)),
    "see the host's processes": host_processes,
    "see home folders": lambda: os.listdir("/home"),
}

for name, attack in ATTACKS.items():
    try:
        attack()
    except OSError:
        continue
    print("could " + name, flush=True)
print("tried", len(ATTACKS), flush=True)
