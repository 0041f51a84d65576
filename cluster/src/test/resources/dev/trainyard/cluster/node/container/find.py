"""Looks for a part of a volume whose folder is swapped for a link all the time: `find.py SHIM VOLUME TRIES`."""

import os
import sys

sys.path.insert(0, sys.argv[1])

import root
from refused import Refused

volume = os.path.realpath(sys.argv[2])
found = refused = 0
for number in range(int(sys.argv[3])):
    try:
        with root.source({"source": volume, "subPath": "a/inner/new-%d" % number}) as place:
            path = os.readlink(place.path)
            if not path.startswith(volume + "/"):
                sys.exit("found " + path)
            found += 1
    except Refused:
        refused += 1
print("found" if found else "never found", "refused" if refused else "never refused")
