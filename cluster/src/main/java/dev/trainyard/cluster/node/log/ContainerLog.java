package dev.trainyard.cluster.node.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** The log of one run of a container, as its shim writes it; see {@code log.py}. */
public final class ContainerLog {
    private ContainerLog() {}

    /** The last lines that the container wrote, without their timestamps. */
    public static String lastLines(Path log, int count) throws IOException {
        var last = new ArrayDeque<String>();
        try (var lines = Files.newBufferedReader(log, StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                last.add(line.split(" ", 4)[3]);
                if (last.size() > count) {
                    last.removeFirst();
                }
            }
        }
        return String.join("\n", last);
    }
}
