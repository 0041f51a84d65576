package dev.trainyard.cli.follow;

import dev.trainyard.cli.progress.LogPatterns;
import dev.trainyard.cli.progress.Progress;
import dev.trainyard.cli.progress.UploadLog;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One pod of the job and what it has logged.
 *
 * @param pod as the API has it
 * @param progress of its trainer
 * @param upload what its uploader has said
 * @param lastLines the last lines that its trainer has logged, oldest first
 * @param warning the last warning event about it
 */
public record PodState(Pod pod, Progress progress, UploadLog upload, List<String> lastLines, Optional<String> warning) {
    private static final int KEPT_LINES = 12;

    /** A pod of which nothing has been read yet. */
    public static PodState of(Pod pod) {
        return new PodState(pod, Progress.NONE, UploadLog.NOTHING, List.of(), Optional.empty());
    }

    PodState seen(Pod now) {
        var same = now.getMetadata().getUid().equals(pod.getMetadata().getUid());
        return same ? new PodState(now, progress, upload, lastLines, warning) : of(now);
    }

    PodState logged(String container, String line) {
        if (container.equals(Replicas.UPLOADER)) {
            return new PodState(pod, progress, upload.after(line), lastLines, warning);
        }
        var lines = new ArrayList<>(lastLines);
        lines.add(LogPatterns.visible(line));
        var kept = List.copyOf(lines.subList(Math.max(0, lines.size() - KEPT_LINES), lines.size()));
        return new PodState(pod, progress.after(line), upload, kept, warning);
    }

    PodState warned(Optional<String> container, String reason, String message) {
        var told = reason + ": " + message;
        return new PodState(
                pod,
                progress,
                upload,
                lastLines,
                Optional.of(container.map(name -> of(name, told)).orElse(told)));
    }

    /** The message about a container. It begins with the name of any container but the trainer, whose row it is in. */
    String of(String container, String told) {
        return Replicas.primaryContainer(pod).filter(container::equals).isPresent()
                ? told
                : "container " + container + ": " + told;
    }

    /** Its trainer, as far as the node has told. */
    public Optional<ContainerStatus> trainer() {
        return Replicas.primaryContainer(pod).flatMap(this::container);
    }

    /** Its uploader, as far as the node has told. */
    public Optional<ContainerStatus> uploader() {
        return container(Replicas.UPLOADER);
    }

    /** Whether it will do nothing more. */
    public boolean ended() {
        return phase().equals("Succeeded") || phase().equals("Failed");
    }

    /** {@code Pending}, {@code Running}, {@code Succeeded}, {@code Failed} or {@code Unknown}. */
    public String phase() {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getPhase())
                .orElse("Pending");
    }

    /** Why the scheduler has found no node for it. */
    Optional<String> unschedulable() {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .map(PodCondition::getMessage)
                .findFirst();
    }

    /** The containers that are neither the trainer nor the uploader. */
    Stream<ContainerStatus> others() {
        var trainer = Replicas.primaryContainer(pod);
        return containers()
                .filter(status -> !status.getName().equals(Replicas.UPLOADER))
                .filter(status -> trainer.filter(status.getName()::equals).isEmpty());
    }

    /** All its containers, those that prepare it first. */
    public Stream<ContainerStatus> containers() {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> Stream.concat(
                        status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream()));
    }

    /** The containers that the training depends on: those that prepare it, and the trainer. */
    Stream<ContainerStatus> training() {
        return Stream.concat(
                Optional.ofNullable(pod.getStatus()).stream()
                        .flatMap(status -> status.getInitContainerStatuses().stream()),
                trainer().stream());
    }

    private Optional<ContainerStatus> container(String name) {
        return containers().filter(status -> status.getName().equals(name)).findFirst();
    }

    static Optional<ContainerState> state(ContainerStatus status) {
        return Optional.ofNullable(status.getState());
    }

    static Optional<ContainerStateWaiting> waiting(ContainerStatus status) {
        return state(status).flatMap(state -> Optional.ofNullable(state.getWaiting()));
    }

    /** When its present or last run began. */
    static Optional<Instant> started(ContainerStatus status) {
        return state(status)
                .flatMap(state -> state.getRunning() != null
                        ? Optional.ofNullable(state.getRunning().getStartedAt())
                        : Optional.ofNullable(state.getTerminated()).map(ContainerStateTerminated::getStartedAt))
                .map(Instant::parse);
    }
}
