package dev.trainyard.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /proc/<pid>/stat} says of a process; see proc(5).
 *
 * @param ending whether the kernel is taking it down, or has: a process that was killed keeps its number until its
 *     memory is freed and its parent has asked for its end, and Java counts it as alive
 * @param startTicks when it started, in clock ticks since the boot
 */
record ProcessStat(boolean ending, long startTicks) {
    private static final List<String> DEAD = List.of("Z", "X", "x");
    /** {@code PF_EXITING} of linux/sched.h. */
    private static final long EXITING = 0x4;

    static Optional<ProcessStat> read(long pid) {
        try {
            return Optional.of(parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The second field may hold blanks and ends with the last bracket; the others are counted from it. */
    static ProcessStat parse(String stat) {
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        var flags = Long.parseLong(fields[9 - 3]);
        return new ProcessStat(DEAD.contains(fields[0]) || (flags & EXITING) != 0, Long.parseLong(fields[22 - 3]));
    }
}
