"""The system calls that a container may not make: those that containerd's default profile leaves out."""

import errno
import os
import struct

ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

# The highest number that this list knows (mseal). Later calls do not exist for a container, as on an older kernel.
HIGHEST = 462

DAC_READ_SEARCH, SYS_MODULE, SYS_RAWIO, SYS_CHROOT, SYS_PTRACE, SYS_PACCT, SYS_ADMIN, SYS_BOOT, SYS_NICE, SYS_TIME = (
    2, 16, 17, 18, 19, 20, 21, 22, 23, 25,
)  # fmt: skip
SYS_TTY_CONFIG, SYSLOG, PERFMON, BPF = 26, 34, 38, 39
NEVER = None

# Name: number on x86-64, number on arm64, the capability that brings it back.
DENIED = {
    "acct": (163, 89, SYS_PACCT),
    "add_key": (248, 217, NEVER),
    "bpf": (321, 280, BPF),
    "chroot": (161, 51, SYS_CHROOT),
    "clock_settime": (227, 112, SYS_TIME),
    "create_module": (174, None, SYS_MODULE),
    "delete_module": (176, 106, SYS_MODULE),
    "fanotify_init": (300, 262, SYS_ADMIN),
    "finit_module": (313, 273, SYS_MODULE),
    "fsconfig": (431, 431, SYS_ADMIN),
    "fsmount": (432, 432, SYS_ADMIN),
    "fsopen": (430, 430, SYS_ADMIN),
    "fspick": (433, 433, SYS_ADMIN),
    "get_kernel_syms": (177, None, SYS_MODULE),
    "get_mempolicy": (239, 236, SYS_NICE),
    "init_module": (175, 105, SYS_MODULE),
    "io_uring_enter": (426, 426, NEVER),
    "io_uring_register": (427, 427, NEVER),
    "io_uring_setup": (425, 425, NEVER),
    "ioperm": (173, None, SYS_RAWIO),
    "iopl": (172, None, SYS_RAWIO),
    "kcmp": (312, 272, SYS_PTRACE),
    "kexec_file_load": (320, 294, SYS_BOOT),
    "kexec_load": (246, 104, SYS_BOOT),
    "keyctl": (250, 219, NEVER),
    "lookup_dcookie": (212, 18, SYS_ADMIN),
    "mbind": (237, 235, SYS_NICE),
    "migrate_pages": (256, 238, SYS_NICE),
    "mount": (165, 40, SYS_ADMIN),
    "mount_setattr": (442, 442, SYS_ADMIN),
    "move_mount": (429, 429, SYS_ADMIN),
    "move_pages": (279, 239, SYS_NICE),
    "nfsservctl": (180, 42, NEVER),
    "open_by_handle_at": (304, 265, DAC_READ_SEARCH),
    "open_tree": (428, 428, SYS_ADMIN),
    "perf_event_open": (298, 241, PERFMON),
    "pidfd_getfd": (438, 438, SYS_PTRACE),
    "pivot_root": (155, 41, SYS_ADMIN),
    "process_madvise": (440, 440, SYS_PTRACE),
    "query_module": (178, None, SYS_MODULE),
    "quotactl": (179, 60, SYS_ADMIN),
    "quotactl_fd": (443, 443, SYS_ADMIN),
    "reboot": (169, 142, SYS_BOOT),
    "request_key": (249, 218, NEVER),
    "set_mempolicy": (238, 237, SYS_NICE),
    "set_mempolicy_home_node": (450, 450, SYS_NICE),
    "setdomainname": (171, 162, SYS_ADMIN),
    "sethostname": (170, 161, SYS_ADMIN),
    "setns": (308, 268, SYS_ADMIN),
    "settimeofday": (164, 170, SYS_TIME),
    "swapoff": (168, 225, SYS_ADMIN),
    "swapon": (167, 224, SYS_ADMIN),
    "sysctl": (156, None, NEVER),
    "sysfs": (139, None, NEVER),
    "syslog": (103, 116, SYSLOG),
    "umount2": (166, 39, SYS_ADMIN),
    "unshare": (272, 97, SYS_ADMIN),
    "uselib": (134, None, NEVER),
    "userfaultfd": (323, 282, NEVER),
    "ustat": (136, None, NEVER),
    "vhangup": (153, 58, SYS_TTY_CONFIG),
}

CLONE = (56, 220)
CLONE3 = (435, 435)
SOCKET = (41, 198)
PERSONALITY = (135, 92)

# New cgroup, uts, ipc, user, pid, net and mount namespaces.
NEW_NAMESPACES = 0x7E020000
AF_ALG, AF_VSOCK = 38, 40
PERSONALITIES = (0, 0x8, 0x20000, 0x20008, 0xFFFFFFFF)

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # Where they are in what the kernel shows to a filter.
ALLOW, REFUSE = 0x7FFF0000, 0x00050000


def program(machine, capabilities):
    """The filter for a container with these capabilities; None for a machine whose calls are not known."""
    if machine not in ARCHITECTURES:
        return None
    architecture, column = ARCHITECTURES[machine]
    refused = (RETURN, 0, 0, REFUSE | errno.EPERM)
    unknown = (RETURN, 0, 0, REFUSE | errno.ENOSYS)
    allowed = (RETURN, 0, 0, ALLOW)
    lines = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        unknown,  # 32-bit calls have other numbers.
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, HIGHEST + 1),
        unknown,
    ]
    for entry in DENIED.values():
        if entry[column] is not None and entry[2] not in capabilities:
            lines += [(EQUAL, 0, 1, entry[column]), refused]
    if SYS_ADMIN not in capabilities:
        # Its flags are in memory, which a filter cannot read; without it, the C library uses clone.
        lines += [(EQUAL, 0, 1, CLONE3[column]), unknown]
        lines += _of_first_argument(CLONE[column], [(ANY_BIT, 0, 1, NEW_NAMESPACES), refused, allowed])
    families = [(EQUAL, 1, 0, AF_ALG), (EQUAL, 0, 1, AF_VSOCK), refused, allowed]
    lines += _of_first_argument(SOCKET[column], families)
    known = [line for value in PERSONALITIES for line in ((EQUAL, 0, 1, value), allowed)]
    lines += _of_first_argument(PERSONALITY[column], known + [refused])
    lines.append(allowed)
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _of_first_argument(number, lines):
    return [(EQUAL, 0, len(lines) + 1, number), (LOAD, 0, 0, FIRST_ARGUMENT)] + lines


def of_this_machine(capabilities):
    return program(os.uname().machine, capabilities)
