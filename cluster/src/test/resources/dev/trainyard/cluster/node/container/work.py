"""Does what training programs do, and prints what failed."""

import ctypes
import multiprocessing
import os
import pty
import socket
import sys
import tempfile
import threading


def double(queue, back):
    back.put(queue.get() * 2)


def shared_memory():
    from multiprocessing import shared_memory as memory

    block = memory.SharedMemory(create=True, size=4096)
    block.buf[0] = 7
    block.close()
    block.unlink()


def processes():
    context = multiprocessing.get_context("fork")
    queue, back = context.Queue(), context.Queue()
    child = context.Process(target=double, args=(queue, back))
    child.start()
    queue.put(21)
    assert back.get(timeout=20) == 42
    child.join()


def threads():
    all_ = [threading.Thread(target=lambda: None) for _ in range(20)]
    for thread in all_:
        thread.start()
    for thread in all_:
        thread.join()


def sockets():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        server.accept()[0].sendall(b"x")
        assert client.recv(1) == b"x"


def users():
    if os.geteuid() != 0 or open("/proc/self/setgroups").read().strip() == "deny":
        return
    path = tempfile.mkstemp()[1]
    os.chown(path, 1234, 4321)
    assert os.stat(path).st_uid == 1234
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(4321)
        os.setuid(1234)
        with open(path, "w") as file:
            file.write("mine")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def volumes():
    with open("/volume/written", "w") as file:
        file.write("x")
    assert os.stat("/volume/written").st_uid == os.geteuid()


def devices():
    os.urandom(8)
    with open("/dev/null", "w") as null, open("/dev/zero", "rb") as zero:
        null.write("x")
        assert zero.read(1) == b"\0"


def terminal():
    leader, follower = pty.openpty()
    os.write(leader, b"x")


def personality():
    assert ctypes.CDLL(None).personality(0xFFFFFFFF) >= 0


def memory_files():
    os.close(os.memfd_create("x"))


for work in (shared_memory, processes, threads, sockets, users, volumes, devices, terminal, personality, memory_files):
    try:
        work()
    except BaseException as error:
        print("%s: %r" % (work.__name__, error), flush=True)
print("done as", os.geteuid(), os.getegid(), sorted(os.getgroups()), flush=True)
