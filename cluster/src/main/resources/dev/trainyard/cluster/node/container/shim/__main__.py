"""`run FOLDER` starts the container that FOLDER/spec.json describes; `exec FOLDER COMMAND...` runs a command inside it."""

import sys

if sys.argv[1] == "run":
    from supervise import run

    run(sys.argv[2])
else:
    from enter import enter

    enter(sys.argv[2], sys.argv[3:])
