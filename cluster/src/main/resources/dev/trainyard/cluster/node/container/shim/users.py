"""A user namespace for a container of root's, so that root in the container is nobody on the host."""

import os

import linux
import walk

# Numbers that belong to nobody: people and services are far below. One range for all containers is enough, since no file
# on disk ever has such an owner: what belongs to a container is mounted so that it sees the owners' own numbers.
FIRST, COUNT = 0x80000000, 0x70000000


class Prepared:
    """
    What only the host's root can make ready.

    namespace: the user namespace; root: the container's root folder; trees: its volumes by their index in spec's mounts
    """

    def __init__(self, namespace, root, trees):
        self.namespace = namespace
        self.root = root
        self.trees = trees


def prepare(spec, source):
    """Raises OSError where the kernel, or a file system that the container needs, knows nothing of this."""
    namespace = _make_namespace()
    folder = walk.open_folder(spec["rootfs"])
    try:
        root = _owned_tree(folder, linux.MS_NODEV, namespace)
    finally:
        os.close(folder)
    trees = {}
    for index, mount in enumerate(spec["mounts"]):
        if mount.get("link") or mount["host"]:
            continue
        with source(mount) as found:
            flags = linux.MS_NODEV | (linux.MS_RDONLY if mount["readOnly"] else 0)
            trees[index] = (_owned_tree(found.fd, flags, namespace), found.is_folder())
    return Prepared(namespace, root, trees)


def _owned_tree(fd, flags, namespace):
    tree = linux.clone_tree(fd)
    linux.set_attributes(tree, "", flags, namespace)
    return tree


def _make_namespace():
    ready, ready_end = os.pipe()
    done, done_end = os.pipe()
    holder = os.fork()
    if holder == 0:
        try:
            os.close(done_end)
            linux.unshare(linux.CLONE_NEWUSER)
            os.write(ready_end, b".")
            os.read(done, 1)
        finally:
            os._exit(0)
    os.close(ready_end)
    os.close(done)
    try:
        if os.read(ready, 1) != b".":
            raise OSError(0, "user namespaces are not allowed")
        for kind in ("uid", "gid"):
            with open("/proc/%d/%s_map" % (holder, kind), "w") as numbers:
                numbers.write("0 %d %d" % (FIRST, COUNT))
        return os.open("/proc/%d/ns/user" % holder, os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(ready)
        os.close(done_end)
        os.waitpid(holder, 0)


def join(namespace):
    """Becomes root of the namespace. The kernel forgets whose death was to end this process."""
    linux.setns(namespace)
    os.close(namespace)
    become_root()


def become_root():
    os.setgroups([])
    os.setgid(0)
    os.setuid(0)
