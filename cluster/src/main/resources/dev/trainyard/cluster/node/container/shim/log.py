"""A container's log in the form that CRI runtimes write: `<RFC 3339 time> stdout|stderr F|P <text>`, F ending a line."""

import os
import time

LONGEST_LINE = 16384


def timestamp(nanoseconds):
    seconds, rest = divmod(nanoseconds, 1000000000)
    return "%s.%09dZ" % (time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)), rest)


class Log:
    """Keeps at most the current file and the one before it, `<path>.1`, each of about max_bytes."""

    def __init__(self, path, max_bytes):
        self.path = path
        self.max_bytes = max_bytes
        self.partial = {}
        self._open()

    def _open(self):
        self.fd = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o640)
        self.size = os.fstat(self.fd).st_size

    def append(self, stream, data):
        lines = (self.partial.pop(stream, b"") + data).split(b"\n")
        rest = lines.pop()
        head = ("%s %s " % (timestamp(time.time_ns()), stream)).encode()
        out = bytearray()
        for line in lines:
            while len(line) > LONGEST_LINE:
                out += head + b"P " + line[:LONGEST_LINE] + b"\n"
                line = line[LONGEST_LINE:]
            out += head + b"F " + line + b"\n"
        while len(rest) >= LONGEST_LINE:
            out += head + b"P " + rest[:LONGEST_LINE] + b"\n"
            rest = rest[LONGEST_LINE:]
        if rest:
            self.partial[stream] = rest
        self._write(out)

    def end(self, stream):
        rest = self.partial.pop(stream, b"")
        if rest:
            self._write(("%s %s P " % (timestamp(time.time_ns()), stream)).encode() + rest + b"\n")

    def _write(self, out):
        if not out:
            return
        try:
            os.write(self.fd, out)
        except OSError:
            return  # A full disk must not block the container; its lines are lost, as they are with any runtime.
        self.size += len(out)
        if self.size >= self.max_bytes:
            os.close(self.fd)
            os.replace(self.path, self.path + ".1")
            self._open()
