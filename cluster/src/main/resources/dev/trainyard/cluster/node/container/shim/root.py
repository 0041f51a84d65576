"""The container's own root folder, built out of mounts in a mount namespace that nobody else sees."""

import errno
import os
import stat

import linux
import walk
from refused import Refused

DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
LINKS = {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}
OWN_DEVICES = ("fd", "stdin", "stdout", "stderr", "shm", "pts", "ptmx", "mqueue")  # Not the host's, even for the privileged.

# What runc and containerd hide, and the kernel's tracing besides: here /sys is the host's.
MASKED = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/interrupts",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/devices/virtual/powercap",
    "/sys/firmware",
    "/sys/kernel/debug",
    "/sys/kernel/security",
    "/sys/kernel/tracing",
)
READ_ONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")

# Settings that people keep secrets in; elsewhere of the host only the top is looked through, since /usr alone has
# 100,000 files.
SETTINGS = "/etc"
LEVELS_ELSEWHERE = 2


def build(spec, prepared):
    """Makes spec's root folder this process's root. Must run as the first process of the new pid namespace."""
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    root = Root(spec, prepared)
    for folder in ("proc", "dev", "tmp", "var/tmp", "run", "root"):
        os.makedirs(os.path.join(root.path, folder), exist_ok=True)
    for folder in ("tmp", "var/tmp"):
        os.chmod(os.path.join(root.path, folder), 0o1777)
    _mount_proc(os.path.join(root.path, "proc"), prepared is not None)
    _set_kernel(os.path.join(root.path, "proc/sys"), spec["confinement"]["sysctls"])
    _make_devices(root, spec)
    for index, mount in enumerate(spec["mounts"]):
        root.add(index, mount)
    if spec["readOnlyRoot"]:
        linux.remount(root.path, linux.MS_RDONLY)
    linux.pivot_root(root.path)
    if spec["confinement"]["masked"]:
        for path in MASKED:
            hide(path)
        for path in READ_ONLY:
            if os.path.exists(path):
                linux.bind(path, path)
                linux.remount(path, linux.MS_RDONLY)
    linux.set_hostname(spec["hostname"][:64])


def source(mount):
    """The host's file or folder of a mount, found without leaving its volume; folders that are missing are made."""
    root = os.open(mount["source"], os.O_PATH | os.O_CLOEXEC)
    inner = mount.get("subPath")
    if not inner:
        return walk.Place(root, None, None)
    try:
        mode = stat.S_IMODE(os.fstat(root).st_mode)

        def make(stack, name, is_folder):
            walk.create(stack[-1][0], name, is_folder, mode)
            return stack[-1][0]

        return walk.find(root, inner, make)
    except walk.Escape:
        raise Refused('subPath "%s" leads out of the volume' % inner)
    finally:
        os.close(root)


def hide(path):
    """Lays nothing over a file or folder."""
    try:
        if os.path.isdir(path):
            linux.mount("tmpfs", path, "tmpfs", linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV, "size=0,mode=555")
        elif os.path.lexists(path) and not os.path.islink(path):
            linux.bind("/dev/null", path)
    except FileNotFoundError:
        pass  # It was removed a moment ago.


def _mount_proc(target, own_users):
    try:
        linux.mount("proc", target, "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    except OSError as error:
        if own_users:
            raise Refused("a user namespace of its own may not have a /proc on this machine (%s)" % error.strerror)
        # Inside another container /proc is often partly masked, and then the kernel refuses a fresh one.
        linux.bind("/proc", target)


def _set_kernel(folder, sysctls):
    for name, value in sysctls.items():
        try:
            with open(os.path.join(folder, name.replace(".", "/")), "w") as file:
                file.write(value)
        except OSError as error:
            raise Refused("sysctl %s cannot be set to %s: %s" % (name, value, error.strerror))


def _make_devices(root, spec):
    folder = os.path.join(root.path, "dev")
    devices = DEVICES + tuple(spec["devices"])
    if spec["confinement"]["allDevices"]:
        devices += tuple(name for name in os.listdir("/dev") if name not in devices + OWN_DEVICES)
    for device in devices:
        host = "/dev/" + device
        if os.path.exists(host) and not os.path.islink(host):
            root.bind_device(host)
    for name, destination in LINKS.items():
        _link(destination, os.path.join(folder, name))
    shm = os.path.join(folder, "shm")
    os.makedirs(shm, exist_ok=True)
    if spec["confinement"]["hostIpc"]:
        linux.bind("/dev/shm", shm)
    else:
        linux.mount("shm", shm, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=1777,size=%d" % spec["shmBytes"])
    os.makedirs(os.path.join(folder, "pts"), exist_ok=True)
    try:
        linux.mount("devpts", os.path.join(folder, "pts"), "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, "newinstance,ptmxmode=0666")
        _link("pts/ptmx", os.path.join(folder, "ptmx"))
    except OSError:
        pass  # No terminals, which nothing without a keyboard misses.


class Root:
    def __init__(self, spec, prepared):
        self.prepared = prepared
        self.hides_secrets = prepared is None and linux.may_change_groups() and spec["confinement"]["masked"]
        if prepared is None:
            os.makedirs(spec["rootfs"], exist_ok=True)
            self.path = os.path.realpath(spec["rootfs"])
            linux.bind(self.path, self.path)
            if not spec["confinement"]["allDevices"]:
                linux.remount(self.path, linux.MS_NODEV)
        else:
            # The folder itself is out of this user's reach; any folder that is not can be its place.
            self.path = "/tmp"
            with walk.Place(walk.open_folder(self.path), None, None) as place:
                linux.attach(prepared.root, place.fd)
            os.close(prepared.root)
        self.volume_flags = 0 if spec["confinement"]["allDevices"] else linux.MS_NODEV
        self.fd = walk.open_folder(self.path)

    def bind_device(self, path):
        with walk.Place(os.open(path, os.O_PATH | os.O_CLOEXEC), None, None) as found:
            with self._place(path, found.is_folder()) as place:
                linux.bind(found.path, place.path)

    def add(self, index, mount):
        target = mount["target"]
        if mount.get("link"):
            _link(mount["link"], self.path + target)
            return
        try:
            if self.prepared is not None and index in self.prepared.trees:
                tree, is_folder = self.prepared.trees.pop(index)
                with self._place(target, is_folder) as place:
                    linux.attach(tree, place.fd)
                os.close(tree)
                return
            with source(mount) as found, self._place(target, found.is_folder()) as place:
                self._bind(found, place, mount)
            if mount["host"] and self.hides_secrets:
                _hide_secrets(self.path + target, -1 if target == SETTINGS else LEVELS_ELSEWHERE)
        except OSError as error:
            raise Refused("%s cannot be mounted at %s: %s" % (mount["source"], target, error.strerror))

    def _bind(self, found, place, mount):
        flags = (linux.MS_RDONLY if mount["readOnly"] else 0) | (0 if mount["host"] else self.volume_flags)
        try:
            tree = linux.clone_tree(found.fd)
            try:
                linux.set_attributes(tree, "", flags)
                linux.attach(tree, place.fd)
            finally:
                os.close(tree)
        except linux.Unsupported:
            linux.bind(found.path, place.path)
            # The name leads to what is mounted there now, unless somebody has put another file into its place.
            with walk.Place(os.open(place.name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=place.parent), None, None) as top:
                if not os.path.samestat(os.fstat(top.fd), os.fstat(found.fd)):
                    raise OSError(errno.EAGAIN, "it changes while it is mounted")
                linux.remount(top.path, flags)

    def _place(self, target, is_folder):
        """The place under the new root for target, made where it is missing; links are followed inside the root."""
        return walk.find(self.fd, target, _make, is_folder, chrooted=True)


def _make(stack, name, is_folder):
    folder = stack[-1][0]
    try:
        walk.create(folder, name, is_folder)
        return folder
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM) or len(stack) == 1:
            raise
    cover = _stand_in(stack)
    os.close(folder)
    walk.create(cover, name, is_folder)
    return cover


def _stand_in(stack):
    """Lays a folder of our own over one that we may not write in, with everything of the old one bound into it."""
    original, name = stack[-1]
    path = "/proc/self/fd/%d" % original
    entries = os.listdir(path)
    linux.mount("tmpfs", path, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755")
    cover = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=stack[-2][0])
    if os.fstat(cover).st_dev == os.fstat(original).st_dev or os.listdir("/proc/self/fd/%d" % cover):
        os.close(cover)
        raise OSError(errno.EAGAIN, "it changes while it is mounted")  # Somebody has put another folder into its place.
    for entry in entries:
        with walk.Place(os.open(entry, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=original), None, None) as old:
            if stat.S_ISLNK(os.fstat(old.fd).st_mode):
                os.symlink(os.readlink("", dir_fd=old.fd), entry, dir_fd=cover)
                continue
            walk.create(cover, entry, old.is_folder())
            with walk.Place(os.open(entry, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=cover), None, None) as new:
                linux.bind(old.path, new.path)
    return cover


def _hide_secrets(folder, levels):
    """Root without a user namespace of its own may read all; what others may not read there is hidden from it."""
    for entry in os.scandir(folder):
        if entry.is_symlink():
            continue
        mode = entry.stat(follow_symlinks=False).st_mode
        if entry.is_dir(follow_symlinks=False):
            if mode & 0o005 != 0o005:
                hide(entry.path)
            elif levels != 1:
                _hide_secrets(entry.path, levels - 1)
        elif not mode & 0o004:
            hide(entry.path)


def _link(destination, path):
    if not os.path.lexists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(destination, path)
