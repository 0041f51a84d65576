package dev.trainyard.operator.pods;

import java.util.Optional;

/** What a container is doing. */
public sealed interface ContainerState {
    /**
     * It has not started, or not yet again.
     *
     * @param reason the kubelet's word for it: {@code CreateContainerConfigError}; empty where it gave none
     * @param message the kubelet's sentence; empty where it gave none
     */
    record Waiting(String reason, String message) implements ContainerState {}

    /** Its process runs. */
    record Running() implements ContainerState {}

    /**
     * Its process has ended.
     *
     * @param exitCode the process's exit code, from 128 for a signal
     * @param message its termination message; empty where it left none
     * @param containerID the instance that ended
     * @param reason the kubelet's word for it, such as {@code OOMKilled}; empty where it gave none
     */
    record Ended(int exitCode, String message, Optional<String> containerID, String reason) implements ContainerState {}
}
