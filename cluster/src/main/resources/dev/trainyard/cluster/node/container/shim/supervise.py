"""Starts one container and stays its parent until it ends, so that its exit is written down whoever else has died."""

import errno
import json
import os
import resource
import selectors
import signal
import sys
import time

import linux
import root
import sandbox
from log import Log, timestamp
from refused import Refused

FORWARDED = {
    signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH,
}  # fmt: skip


def write_json(path, content):
    """Whole or not at all, and on disk: the agent may read it at any time."""
    temporary = path + ".tmp"
    with open(temporary, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def write_exit(folder, exit_):
    """Nobody else knows how the container ended: where the disk is full, that is kept here until there is room."""
    while True:
        try:
            return write_json(os.path.join(folder, "exit.json"), exit_)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            time.sleep(1)


def send(fd, message):
    os.write(fd, json.dumps(message).encode() + b"\n")


def receive(pipe):
    """The next message of a pipe, None once its writers have gone."""
    line = pipe.readline()
    return json.loads(line) if line.endswith(b"\n") else None


def claim(folder):
    """The right to start the container: an agent that comes back takes it away from a shim that has not begun yet."""
    write_json(os.path.join(folder, "shim.json"), process(os.getpid()))
    claimed = os.path.join(folder, "container.json")
    os.rename(os.path.join(folder, "spec.json"), claimed)
    with open(claimed) as file:
        return json.load(file)


def run(folder):
    """Returns once the container's process runs or could not be started; prints which, as JSON."""
    answer, answer_end = os.pipe()
    if os.fork() == 0:
        os.close(answer)
        end_with(answer_end, be_shim, folder, answer_end)
    os.close(answer_end)
    with os.fdopen(answer, "rb") as messages:
        message = receive(messages) or {"refused": "the container's shim died while it was starting"}
    json.dump(message, sys.stdout)


def end_with(answer, work, *arguments):
    """The rest of this process: what stops the work is told as a refusal."""
    try:
        work(*arguments)
    except Refused as refused:
        send(answer, {"refused": str(refused)})
    except BaseException as error:
        send(answer, {"refused": "the container could not be started: %s" % error})
    finally:
        os._exit(0)


def be_shim(folder, answer):
    os.setsid()
    os.chdir("/")
    leave_terminal()
    supervise(folder, claim(folder), answer)


def supervise(folder, spec, answer):
    cgroups = spec["cgroups"]
    make_cgroups(cgroups)
    try:
        _supervise(folder, spec, answer, cgroups)
    finally:
        for group in cgroups:
            remove_cgroup(group["path"])


def _supervise(folder, spec, answer, cgroups):
    log = Log(spec["log"], spec["logMaxBytes"])
    out, out_end = os.pipe()
    err, err_end = os.pipe()
    report, report_end = os.pipe()
    guard = os.getpid()
    started = time.time_ns()
    outer = os.fork()
    if outer == 0:
        os.close(answer)
        os.close(out)
        os.close(err)
        os.close(report)
        end_with(report_end, in_namespaces, spec, guard, report_end, out_end, err_end)
    for fd in (out_end, err_end, report_end):
        os.close(fd)
    reports = os.fdopen(report, "rb")

    message = receive(reports)
    init = message["pid"] if message and "pid" in message else None
    if init is not None:
        message = receive(reports)
    message = message or {"refused": "the container's first process died while it was starting"}
    if "refused" in message:
        os.waitpid(outer, 0)
        raise Refused(message["refused"])
    if "ready" in message:
        state = {"init": process(init), "startedAt": timestamp(started)}
        write_json(os.path.join(folder, "state.json"), state)
        send(answer, {"started": state})
        os.close(answer)
        for number in FORWARDED:
            signal.signal(number, lambda received, frame: kill_quietly(init, received))
        copy_output(log, out, err)
        message = receive(reports)
    os.waitpid(outer, 0)
    write_exit(folder, ended(message, started, cgroups))
    if "error" in (message or {}):
        send(answer, {"failed": message["error"]})


def ended(message, started, cgroups):
    exit_ = {"startedAt": timestamp(started), "finishedAt": timestamp(time.time_ns()), "oomKilled": out_of_memory(cgroups)}
    if message is None:  # The init process itself was killed.
        exit_.update(exitCode=137, signal=9)
    elif "error" in message:
        exit_.update(exitCode=128, error=message["error"])
    elif os.WIFSIGNALED(message["status"]):
        exit_.update(exitCode=128 + os.WTERMSIG(message["status"]), signal=os.WTERMSIG(message["status"]))
    else:
        exit_.update(exitCode=os.WEXITSTATUS(message["status"]))
    return exit_


def in_namespaces(spec, guard, report, out, err):
    """The process between the shim and the container's init; it only carries the new namespaces over and dies with either."""
    linux.die_with_parent(guard)
    for group in spec["cgroups"]:
        with open(os.path.join(group["path"], "cgroup.procs"), "w") as procs:
            procs.write(str(os.getpid()))
    spare_the_machine(spec)
    prepared = sandbox.enter_namespaces(spec, guard)
    gate, gate_end = os.pipe()
    init = os.fork()
    if init == 0:
        os.read(gate, 1)
        end_with(report, be_init, spec, prepared, report, out, err)
    send(report, {"pid": init})  # Before anything that the init process itself may send.
    os.write(gate_end, b".")
    for fd in (report, out, err):
        os.close(fd)
    os.waitpid(init, 0)


def spare_the_machine(spec):
    """Where memory runs out, a container goes before anything else does; and an ordinary user's cannot fork without end."""
    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")
    if os.geteuid() != 0:
        soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
        most = spec["maxTasks"] if hard == resource.RLIM_INFINITY else min(spec["maxTasks"], hard)
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def be_init(spec, prepared, report, out, err):
    """Process 1 of the container: builds the root, starts the command, reaps orphans, passes signals on."""
    linux.die_with_parent(0)
    root.build(spec, prepared)
    watched = FORWARDED | {signal.SIGCHLD}
    signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    failure, failure_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(failure)
        execute(spec, failure_end, out, err)
    for fd in (failure_end, out, err):
        os.close(fd)
    with os.fdopen(failure, "rb") as failures:
        failed = receive(failures)
    if failed:
        os.waitpid(child, 0)
        send(report, failed)
        return
    send(report, {"ready": True})
    stop_signal = getattr(signal, spec["stopSignal"])
    while True:
        received = signal.sigwait(watched)
        if received == signal.SIGCHLD:
            status = reap(child)
            if status is not None:
                send(report, {"status": status})
                return
        else:
            forward(child, stop_signal if received == signal.SIGTERM else received)


def execute(spec, failure, out, err):
    try:
        os.setsid()
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        sandbox.become(spec)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        for number in (signal.SIGPIPE, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.execvpe(spec["argv"][0], spec["argv"], spec["env"])
    except Refused as refused:
        send(failure, {"refused": str(refused)})
    except FileNotFoundError:
        send(failure, not_executed(spec, "executable file not found in $PATH (%s)" % spec["env"].get("PATH")))
    except BaseException as error:
        send(failure, not_executed(spec, error))
    finally:
        os._exit(127)


def not_executed(spec, reason):
    advice = ". " + spec["advice"] if spec["advice"] else ""
    return {"error": 'exec: "%s": %s%s' % (spec["argv"][0], reason, advice)}


def reap(child):
    found = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if pid == 0:
            return found
        if pid == child:
            found = status


def forward(child, number):
    try:
        os.killpg(child, number)
    except OSError:
        pass


def kill_quietly(pid, number):
    try:
        os.kill(pid, number)
    except OSError:
        pass


def process(pid):
    return {"pid": pid, "start": linux.start_ticks(pid) or 0, "boot": linux.boot_id()}


def leave_terminal():
    """Nobody must wait for this process or its children to let go of the pipe that the answer is printed to."""
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)


def copy_output(log, out, err):
    with selectors.DefaultSelector() as selector:
        selector.register(out, selectors.EVENT_READ, "stdout")
        selector.register(err, selectors.EVENT_READ, "stderr")
        while selector.get_map():
            for key, _ in selector.select():
                data = os.read(key.fd, 65536)
                if data:
                    log.append(key.data, data)
                else:
                    log.end(key.data)
                    selector.unregister(key.fd)
                    os.close(key.fd)


def make_cgroups(cgroups):
    for group in cgroups:
        try:
            os.makedirs(group["path"], exist_ok=True)
            for name, value in group["files"].items():
                with open(os.path.join(group["path"], name), "w") as file:
                    file.write(value)
        except OSError as error:
            raise Refused("the limits of the container cannot be set in %s: %s" % (group["path"], error.strerror))


def remove_cgroup(path):
    try:
        os.rmdir(path)
    except OSError:
        pass  # The agent sweeps what is left.


def out_of_memory(cgroups):
    """Whether the kernel killed for the container's memory limit: cgroup v2 counts in memory.events, v1 in memory.oom_control."""
    for group in cgroups:
        for name in ("memory.events", "memory.oom_control"):
            try:
                with open(os.path.join(group["path"], name)) as file:
                    for line in file:
                        key, _, value = line.partition(" ")
                        if key == "oom_kill" and int(value) > 0:
                            return True
            except (OSError, ValueError):
                continue
    return False
