"""What keeps a container apart from the host: its namespaces, its user, its capabilities, its system calls."""

import os

import linux
import root
import seccomp
import users
from refused import Refused


def enter_namespaces(spec, guard):
    """Returns what is prepared for the container's root folder; None where it has no user namespace apart from root's."""
    user, group = os.geteuid(), os.getegid()
    prepared = None
    if user == 0 and spec["confinement"]["users"] != "host":
        os.makedirs(spec["rootfs"], exist_ok=True)
        try:
            prepared = users.prepare(spec, root.source)
        except OSError as error:
            if spec["confinement"]["users"] == "own":
                raise Refused("a user namespace of its own cannot be had for this container: %s" % error)
    flags = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWUTS
    if not spec["confinement"]["hostIpc"]:
        flags |= linux.CLONE_NEWIPC
    try:
        if prepared is not None:
            users.join(prepared.namespace)
            linux.die_with_parent(guard)
        linux.unshare(flags if user == 0 else flags | linux.CLONE_NEWUSER)
        if user != 0:
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/uid_map", "%d %d 1" % (spec["confinement"]["uid"], user))
            _write("/proc/self/gid_map", "%d %d 1" % (spec["confinement"]["gid"], group))
    except OSError as error:
        raise Refused(_namespaces_refused(error, user))
    return prepared


def _namespaces_refused(error, user):
    message = "the machine refuses the namespaces that a container needs (%s)" % error.strerror
    if user == 0:
        return message + ": run as root with CAP_SYS_ADMIN, or as an ordinary user"
    for switch, value in (
        ("kernel/apparmor_restrict_unprivileged_userns", "0"),
        ("kernel/unprivileged_userns_clone", "1"),
        ("user/max_user_namespaces", "15000"),
    ):
        try:
            with open("/proc/sys/" + switch) as current:
                is_open = int(current.read()) > 0
        except (OSError, ValueError):
            continue
        if is_open != (value != "0"):
            return "%s: sudo sysctl -w %s=%s" % (message, switch.replace("/", "."), value)
    return message + ": allow unprivileged user namespaces for this user, or run as root"


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


def become(spec):
    """Takes on the user, groups, capabilities and folder that the container is to run with."""
    try:
        os.makedirs(spec["cwd"], exist_ok=True)
    except OSError as error:
        raise Refused("the working directory %s cannot be made: %s" % (spec["cwd"], error.strerror))
    confinement = spec["confinement"]
    linux.keep_capabilities(confinement["capabilities"])
    if confinement["seccomp"]:
        _filter_calls(confinement["capabilities"])
    if linux.may_change_groups():
        os.setgroups(confinement["groups"])
        os.setgid(confinement["gid"])
        os.setuid(confinement["uid"])
    if confinement["noNewPrivileges"]:
        linux.no_new_privileges()
    try:
        os.chdir(spec["cwd"])
    except OSError as error:
        raise Refused("the working directory %s cannot be entered: %s" % (spec["cwd"], error.strerror))
    os.umask(0o022)


def _filter_calls(capabilities):
    program = seccomp.of_this_machine(capabilities)
    try:
        if program is not None:
            return linux.filter_calls(program)
        why = "only x86-64 and arm64 have one"
    except OSError as error:
        why = error.strerror
    raise Refused("this machine has no seccomp filter for the container (%s): set seccompProfile.type to Unconfined" % why)
