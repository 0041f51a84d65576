"""Runs one more command inside a container that is running: probes, hooks."""

import json
import os
import sys

import linux
import sandbox
import users


def enter(folder, argv):
    with open(os.path.join(folder, "container.json")) as file:
        spec = json.load(file)
    with open(os.path.join(folder, "state.json")) as file:
        init = json.load(file)["init"]
    if linux.start_ticks(init["pid"]) != init["start"]:
        sys.exit("the container is not running")
    for group in spec["cgroups"]:
        with open(os.path.join(group["path"], "cgroup.procs"), "w") as procs:
            procs.write(str(os.getpid()))
    own, other = "/proc/self/ns/user", "/proc/%d/ns/user" % init["pid"]
    kinds = ("user",) if os.readlink(own) != os.readlink(other) else ()
    # All of them are opened first: whoever is in one of them may have no right to see the next.
    namespaces = [linux.open_namespace(init["pid"], kind) for kind in kinds + ("uts", "ipc", "pid", "mnt")]
    is_root = os.geteuid() == 0
    for namespace in namespaces:
        linux.setns(namespace)
        os.close(namespace)
    if is_root and kinds:
        users.become_root()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            sandbox.become(spec)
            # Across pid namespaces getppid() is 0: only the kernel's own signal can be relied on here. It is asked for
            # last, since the kernel forgets it with every change of the user.
            linux.die_with_parent(0)
            os.execvpe(argv[0], argv, spec["env"])
        except FileNotFoundError:
            os.write(2, ('exec: "%s": executable file not found in $PATH\n' % argv[0]).encode())
        except BaseException as error:
            os.write(2, ('exec: "%s": %s\n' % (argv[0], error)).encode())
        finally:
            os._exit(126)
    status = os.waitpid(child, 0)[1]
    sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
