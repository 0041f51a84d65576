package dev.trainyard.cluster.node.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process of this machine, known for good: pids are used again, but not with the same start.
 *
 * @param pid its id
 * @param start when it started, in clock ticks since boot; 0 for one that had ended before it could be asked
 * @param boot the boot of the machine that it belongs to
 */
public record HostProcess(long pid, long start, String boot) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** Whether it runs; a zombie does not. */
    public boolean alive() {
        return start != 0 && start == startTicks(pid) && boot.equals(currentBoot());
    }

    /** Asks it to end ({@code SIGTERM}); does nothing if it has ended. */
    public void terminate() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /** Ends it ({@code SIGKILL}); does nothing if it has ended. */
    public void kill() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Whether the machine has been started anew since this process was. */
    public boolean beforeReboot() {
        return !boot.equals(currentBoot());
    }

    private static String currentBoot() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static long startTicks(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The second field is the program's name in parentheses, and may itself hold blanks and parentheses.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            var ended = fields[0].equals("Z") || fields[0].equals("X");
            return ended ? -1 : Long.parseLong(fields[19]);
        } catch (IOException e) {
            return -1;
        }
    }
}
