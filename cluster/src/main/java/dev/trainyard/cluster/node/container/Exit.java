package dev.trainyard.cluster.node.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How a container ended.
 *
 * @param exitCode as a shell counts: 128 and the signal's number for a process that a signal ended
 * @param signal the signal, 0 for none
 * @param oomKilled whether the kernel ended it for its memory limit
 * @param startedAt RFC 3339, with nanoseconds
 * @param finishedAt the same
 * @param error why the command could not be executed at all
 * @param lost why nobody saw it end
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Exit(
        int exitCode,
        int signal,
        boolean oomKilled,
        String startedAt,
        String finishedAt,
        @Nullable String error,
        @Nullable String lost) {
    public boolean succeeded() {
        return exitCode == 0;
    }

    /** The reason that a kubelet gives. */
    public String reason() {
        if (lost != null) {
            return "ContainerStatusUnknown";
        }
        if (error != null) {
            return "StartError";
        }
        if (oomKilled) {
            return "OOMKilled";
        }
        return exitCode == 0 ? "Completed" : "Error";
    }
}
