package dev.trainyard.cluster.node;

import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.Exit;
import dev.trainyard.cluster.node.log.ContainerLog;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** A container's last words, for its status. */
final class TerminationMessage {
    private static final int LONGEST = 4096;
    private static final int LONGEST_FROM_LOG = 2048;
    private static final int LINES_FROM_LOG = 80;

    private TerminationMessage() {}

    /** What it wrote to its message file; or, where it asks for that and has failed in silence, the end of its log. */
    static String read(Attempt attempt, Container container, Exit exit) {
        try (var file = Files.newInputStream(attempt.terminationLog())) {
            var message = new String(file.readNBytes(LONGEST), StandardCharsets.UTF_8);
            var fallsBack = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
            if (!message.isEmpty() || !fallsBack || exit.succeeded()) {
                return message;
            }
            var lines = new ContainerLog(attempt.log()).lastLines(LINES_FROM_LOG);
            return lines.length() > LONGEST_FROM_LOG ? lines.substring(lines.length() - LONGEST_FROM_LOG) : lines;
        } catch (IOException e) {
            return "";
        }
    }
}
