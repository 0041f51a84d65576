package dev.trainyard.cli.follow;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of a job while it is followed.
 *
 * @param job as last seen
 * @param deleted whether it was deleted since
 * @param pods by name; one that was deleted stays until another takes its name
 * @param images by name, those that had to be made ready
 */
public record RunState(
        Optional<KubeflowJob> job, boolean deleted, Map<String, PodState> pods, Map<String, ImagePull> images) {
    /** Before anything was heard. */
    public static final RunState NOTHING = new RunState(Optional.empty(), false, Map.of(), Map.of());

    /** What is known once this was heard too. */
    public RunState after(Signal signal) {
        return switch (signal) {
            case Signal.JobSeen(var seen) -> new RunState(Optional.of(seen), false, pods, images);
            case Signal.JobGone() -> new RunState(job, true, pods, images);
            case Signal.PodSeen(var pod, var at) -> podSeen(pod, at);
            case Signal.Logged(var pod, var container, var line) ->
                pods.containsKey(pod) ? withPod(pod, pods.get(pod).logged(container, line)) : this;
            case Signal.Warned(var pod, var container, var reason, var message) ->
                pods.containsKey(pod) ? withPod(pod, pods.get(pod).warned(container, reason, message)) : this;
            case Signal.LogEnded() -> this;
        };
    }

    /** The pods, the chief's first. */
    public List<PodState> replicas() {
        return pods.values().stream()
                .sorted(Comparator.comparing(PodState::pod, Replicas.ORDER))
                .toList();
    }

    /** Whether the condition of this type is true. */
    public boolean is(String condition) {
        return condition(condition).isPresent();
    }

    /** The condition of this type, if it is true. */
    public Optional<JobCondition> condition(String type) {
        return status().stream()
                .flatMap(status -> status.conditions().stream())
                .filter(condition ->
                        condition.type().equals(type) && condition.status().equals("True"))
                .findFirst();
    }

    /** When the last image was ready of those that had to be made before any trainer ran. */
    public Optional<Instant> imagesReady() {
        var began = firstStart().orElse(Instant.MAX);
        return images.values().stream()
                .filter(image -> image.since().isBefore(began))
                .map(ImagePull::last)
                .max(Comparator.naturalOrder());
    }

    private Optional<Instant> firstStart() {
        return pods.values().stream()
                .flatMap(pod -> pod.trainer().flatMap(PodState::started).stream())
                .min(Comparator.naturalOrder());
    }

    /** Whether the verdict is in. */
    public boolean finished() {
        return is("Succeeded") || is("Failed");
    }

    /** What became of the artifacts. */
    public Optional<ArtifactsStatus> artifacts() {
        return status().flatMap(JobStatus::artifacts);
    }

    private Optional<JobStatus> status() {
        return job.flatMap(seen -> Optional.ofNullable(seen.getStatus()));
    }

    private RunState podSeen(Pod pod, Instant at) {
        var name = pod.getMetadata().getName();
        var state = Optional.ofNullable(pods.get(name))
                .map(known -> known.seen(pod))
                .orElseGet(() -> PodState.of(pod));
        var pulled = new LinkedHashMap<>(images);
        state.containers()
                .forEach(container -> ImagePull.of(container, at)
                        .ifPresentOrElse(
                                pull -> pulled.merge(pull.image(), pull, (known, now) -> known.at(now.fraction(), at)),
                                () -> imageOf(pod, container.getName())
                                        .filter(image -> isReady(state, container.getName()))
                                        .ifPresent(image -> pulled.computeIfPresent(
                                                image,
                                                (key, known) -> known.fraction() < 1 ? known.at(1, at) : known))));
        return new RunState(job, deleted, pods, Map.copyOf(pulled)).withPod(name, state);
    }

    private static boolean isReady(PodState pod, String container) {
        return pod.containers()
                .filter(status -> status.getName().equals(container))
                .flatMap(status -> PodState.state(status).stream())
                .anyMatch(state -> state.getRunning() != null || state.getTerminated() != null);
    }

    private static Optional<String> imageOf(Pod pod, String container) {
        return pod.getSpec().getContainers().stream()
                .filter(spec -> spec.getName().equals(container))
                .map(Container::getImage)
                .findFirst();
    }

    private RunState withPod(String name, PodState state) {
        var changed = new LinkedHashMap<>(pods);
        changed.put(name, state);
        return new RunState(job, deleted, Map.copyOf(changed), images);
    }
}
