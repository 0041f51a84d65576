package dev.trainyard.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * What a machine has, and how much of it all containers together, or one of them, may take: so that the greediest
 * leaves the machine able to answer.
 *
 * @param memory in bytes
 * @param tasks how many processes and threads there can be at a time
 */
record Machine(long memory, long tasks) {
    private static final long MOST_RESERVED = 1L << 30;
    private static final long MOST_TASKS_OF_ONE = 32_768;

    static Machine read() {
        var limits = LongStream.of(number("/proc/sys/kernel/pid_max"), number("/proc/sys/kernel/threads-max"));
        return new Machine(
                memoryKib() * 1024, limits.filter(limit -> limit > 0).min().orElse(MOST_TASKS_OF_ONE));
    }

    /** A tenth, but no more than 1 GiB, stays for the rest of the machine. */
    long memoryOfAll() {
        return memory - Math.min(memory / 10, MOST_RESERVED);
    }

    long tasksOfAll() {
        return tasks / 4 * 3;
    }

    long tasksOfOne() {
        return Math.min(tasks / 2, MOST_TASKS_OF_ONE);
    }

    private static long memoryKib() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }

    private static long number(String file) {
        try {
            // Not readString: its first read is of one byte, and these files tell no more after their first.
            return Long.parseLong(Files.readAllLines(Path.of(file)).getFirst());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
