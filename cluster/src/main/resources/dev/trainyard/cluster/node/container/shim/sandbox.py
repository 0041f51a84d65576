"""The container's own root folder: builds it out of mounts, in a mount namespace that nobody else sees."""

import errno
import os
import stat

import linux

DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
LINKS = {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}

# What container runtimes leave to a container by default: chown, dac_override, fowner, fsetid, kill, setgid, setuid,
# setpcap, net_bind_service, net_raw, sys_chroot, mknod, audit_write, setfcap.
DEFAULT_CAPABILITIES = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}


class Refused(Exception):
    """The machine or the pod's spec does not allow this container; the text is for a person."""


def enter_namespaces(spec):
    flags = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC
    user, group = os.geteuid(), os.getegid()
    if user != 0:
        flags |= linux.CLONE_NEWUSER
    try:
        linux.unshare(flags)
        if user != 0:
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/uid_map", "%d %d 1" % (spec["uid"], user))
            _write("/proc/self/gid_map", "%d %d 1" % (spec["gid"], group))
    except OSError as error:
        raise Refused(_namespaces_refused(error, user))


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


def build(spec):
    """Makes spec's root folder this process's root. Must run as the first process of the new pid namespace."""
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    root = Root(spec["rootfs"])
    for folder in ("proc", "dev", "tmp", "var/tmp", "run", "root"):
        os.makedirs(os.path.join(root.path, folder), exist_ok=True)
    for folder in ("tmp", "var/tmp"):
        os.chmod(os.path.join(root.path, folder), 0o1777)
    _mount_proc(os.path.join(root.path, "proc"))
    _make_devices(root, spec)
    for mount in spec["mounts"]:
        root.add(mount)
    if spec["readOnlyRoot"]:
        linux.mount(None, root.path, None, linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | root.inherited_flags)
    linux.pivot_root(root.path)
    linux.set_hostname(spec["hostname"][:64])


def _mount_proc(target):
    try:
        linux.mount("proc", target, "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    except OSError:
        # Inside another container /proc is often partly masked, and then the kernel refuses a fresh one.
        linux.bind("/proc", target)


def _make_devices(root, spec):
    folder = os.path.join(root.path, "dev")
    for device in DEVICES + tuple(spec["devices"]):
        source = "/dev/" + device
        if os.path.exists(source):
            root.add({"source": source, "target": source, "readOnly": False})
    for name, destination in LINKS.items():
        _link(destination, os.path.join(folder, name))
    os.makedirs(os.path.join(folder, "shm"), exist_ok=True)
    linux.mount(
        "shm", os.path.join(folder, "shm"), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=1777,size=%d" % spec["shmBytes"]
    )
    os.makedirs(os.path.join(folder, "pts"), exist_ok=True)
    try:
        linux.mount("devpts", os.path.join(folder, "pts"), "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, "newinstance,ptmxmode=0666")
        _link("pts/ptmx", os.path.join(folder, "ptmx"))
    except OSError:
        pass  # No terminals, which nothing without a keyboard misses.


class Root:
    def __init__(self, path):
        os.makedirs(path, exist_ok=True)
        linux.bind(path, path)
        self.path = os.path.realpath(path)
        self.inherited_flags = os.statvfs(self.path).f_flag & (linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)

    def add(self, mount):
        source, target = mount["source"], mount["target"]
        if mount.get("link"):
            _link(mount["link"], self.path + target)
            return
        try:
            mode = os.stat(source).st_mode
        except OSError as error:
            raise Refused("%s cannot be mounted at %s: %s" % (source, target, error.strerror))
        try:
            inside = self._mount_point(target, stat.S_ISDIR(mode))
            linux.bind(source, inside)
            if mount["readOnly"]:
                linux.make_read_only(inside)
        except OSError as error:
            raise Refused("%s cannot be mounted at %s: %s" % (source, target, error.strerror))

    def _mount_point(self, target, is_folder):
        """The place under the new root for target, made where it is missing; links are followed inside the root."""
        current, rest, followed = self.path, [part for part in target.split("/") if part], 0
        while rest:
            part = rest.pop(0)
            if part == "..":
                current = self.path if current == self.path else os.path.dirname(current)
                continue
            path = os.path.join(current, part)
            if os.path.islink(path):
                followed += 1
                if followed > 40:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), target)
                destination = os.readlink(path)
                if destination.startswith("/"):
                    current = self.path
                rest = [piece for piece in destination.split("/") if piece not in ("", ".")] + rest
                continue
            if not os.path.lexists(path):
                self._make(path, is_folder or bool(rest))
            current = path
        return current

    def _make(self, path, is_folder):
        try:
            _create(path, is_folder)
        except OSError as error:
            if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
                raise
            self._stand_in(os.path.dirname(path))
            _create(path, is_folder)

    def _stand_in(self, folder):
        """Lays a folder of our own over one that we may not write in, with everything of the old one bound into it."""
        original = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            entries = os.listdir(folder)
            linux.mount("tmpfs", folder, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755")
            for entry in entries:
                before = "/proc/self/fd/%d/%s" % (original, entry)
                after = os.path.join(folder, entry)
                if os.path.islink(before):
                    _link(os.readlink(before), after)
                    continue
                _create(after, os.path.isdir(before))
                linux.bind(before, after)
        finally:
            os.close(original)


def _create(path, is_folder):
    if is_folder:
        os.mkdir(path, 0o755)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))


def _link(destination, path):
    if not os.path.lexists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(destination, path)


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


def become(spec):
    """Takes on the user, groups, capabilities and folder that the container is to run with."""
    try:
        os.makedirs(spec["cwd"], exist_ok=True)
    except OSError as error:
        raise Refused("the working directory %s cannot be made: %s" % (spec["cwd"], error.strerror))
    if not spec["privileged"]:
        linux.drop_capabilities(DEFAULT_CAPABILITIES)
    if os.geteuid() == 0 and spec["setUser"]:
        os.setgroups(spec["groups"])
        os.setgid(spec["gid"])
        os.setuid(spec["uid"])
    if spec["noNewPrivileges"]:
        linux.no_new_privileges()
    try:
        os.chdir(spec["cwd"])
    except OSError as error:
        raise Refused("the working directory %s cannot be entered: %s" % (spec["cwd"], error.strerror))
    os.umask(0o022)
