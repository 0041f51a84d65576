"""Finds a file below a folder and never leaves it, whatever other processes do to the folder meanwhile.

Every step is taken from a file descriptor, and no step lets the kernel follow a link. A path that was checked a moment
ago may lead elsewhere now; a file descriptor cannot.
"""

import errno
import os
import stat

MOST_LINKS = 40


class Escape(Exception):
    """The path leads out of the folder."""


class Place:
    """A file by its descriptor, with the folder and the name where it was found."""

    def __init__(self, fd, parent, name):
        self.fd = fd
        self.parent = parent
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *error):
        os.close(self.fd)
        if self.parent is not None:
            os.close(self.parent)

    @property
    def path(self):
        """A path for the calls that take no descriptor; it means this very file."""
        return "/proc/self/fd/%d" % self.fd

    def is_folder(self):
        return stat.S_ISDIR(os.fstat(self.fd).st_mode)


def open_folder(path):
    return os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)


def find(root, path, make=None, is_folder=True, chrooted=False):
    """
    The place of path below root, a descriptor of a folder. make(stack, name, is_folder) is called for each missing part,
    with the (descriptor, name) of each folder on the way to it, and returns the descriptor that stands for the last of
    them from then on. A link out of the folder raises Escape, or, if chrooted, leads to where it leads for a process
    whose root this folder is.
    """
    stack = [(os.dup(root), None)]
    try:
        rest = _parts(path)
        followed = 0
        tries = 0
        while rest:
            part = rest.pop(0)
            if part == "..":
                if len(stack) > 1:
                    os.close(stack.pop()[0])
                elif not chrooted:
                    raise Escape(path)
                continue
            folder = stack[-1][0]
            try:
                fd = os.open(part, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
            except FileNotFoundError:
                tries += 1
                if make is None or tries > MOST_LINKS + path.count("/"):
                    raise
                stack[-1] = (make(stack, part, is_folder or bool(rest)), stack[-1][1])
                rest.insert(0, part)
                continue
            if stat.S_ISLNK(os.fstat(fd).st_mode):
                try:
                    destination = os.readlink("", dir_fd=fd)
                finally:
                    os.close(fd)
                followed += 1
                if followed > MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
                if destination.startswith("/"):
                    if not chrooted:
                        raise Escape(path)
                    while len(stack) > 1:
                        os.close(stack.pop()[0])
                rest = _parts(destination) + rest
                continue
            stack.append((fd, part))
        parent = os.dup(stack[-2][0]) if len(stack) > 1 else None
        return Place(os.dup(stack[-1][0]), parent, stack[-1][1])
    finally:
        for fd, _ in stack:
            os.close(fd)


def _parts(path):
    return [part for part in path.split("/") if part not in ("", ".")]


def create(folder, name, is_folder, mode=0o755):
    """Makes an empty folder or file in a folder; nothing if somebody else was quicker."""
    before = os.umask(0)
    try:
        if is_folder:
            os.mkdir(name, mode, dir_fd=folder)
        else:
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
            os.close(os.open(name, flags, mode & 0o666, dir_fd=folder))
    except FileExistsError:
        pass
    finally:
        os.umask(before)
