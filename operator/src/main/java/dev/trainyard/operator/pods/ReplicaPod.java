package dev.trainyard.operator.pods;

import dev.trainyard.api.trainyard.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One replica's pod, as far as the planner reads it.
 *
 * @param name the pod's name
 * @param uid its UID: a pod that was made again under the same name has another
 * @param role the replica's role in lower case, as the label says it
 * @param index the replica's index within its role
 * @param phase Pending, Running, Succeeded, Failed or Unknown
 * @param reason why the kubelet has failed the pod as a whole, such as {@code Evicted}; empty where it has not
 * @param message the kubelet's sentence about that; empty where it gave none
 * @param created when it was made
 * @param deletion when its grace period ends, where its deletion has begun or is certain
 * @param node the node that it is bound to, where it is
 * @param restartPolicy what the kubelet does with a container that ends
 * @param attempt the number of the attempt that it is, where its uploader was put in by the operator
 * @param round the round of its job that it belongs to
 * @param signal the last signal to its uploader, as written; absent where there is none
 * @param primary the name of its trainer; absent where no container can be told to be it
 * @param unschedulable why the scheduler finds no node for it; absent where it has, or has not tried
 * @param containers its regular containers
 * @param initContainers its init containers
 */
public record ReplicaPod(
        String name,
        String uid,
        String role,
        int index,
        String phase,
        String reason,
        String message,
        Optional<Instant> created,
        Optional<Instant> deletion,
        Optional<String> node,
        String restartPolicy,
        Optional<Integer> attempt,
        int round,
        Optional<String> signal,
        Optional<String> primary,
        Optional<String> unschedulable,
        List<PodContainer> containers,
        List<PodContainer> initContainers) {

    /** How a kubelet begins its message about a pod that it does not take. */
    private static final String REJECTED = "Pod was rejected";

    /**
     * Reads a pod.
     *
     * @return what it says; absent where the labels do not name a replica
     */
    public static Optional<ReplicaPod> of(Pod pod) {
        var metadata = pod.getMetadata();
        var labels = Objects.requireNonNullElse(metadata.getLabels(), Map.<String, String>of());
        var annotations = Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of());
        var role = labels.get(Labels.REPLICA_TYPE);
        var index = number(labels.get(Labels.REPLICA_INDEX));
        if (role == null || index.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                read(pod, role, index.get(), annotations, Optional.ofNullable(annotations.get(Names.CONTAINER))));
    }

    /**
     * Reads a pod that the webhook has put an uploader into: the only replica of its run.
     *
     * @return what it says; absent where its label does not say which container trains
     */
    public static Optional<ReplicaPod> injected(Pod pod) {
        var labels = Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
        var annotations = Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of());
        return Optional.ofNullable(labels.get(Names.INJECTED))
                .map(trainer -> read(pod, "", 0, annotations, Optional.of(trainer)));
    }

    private static ReplicaPod read(
            Pod pod, String role, int index, Map<String, String> annotations, Optional<String> primary) {
        var metadata = pod.getMetadata();
        var status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        var containers = pod.getSpec().getContainers();
        return new ReplicaPod(
                metadata.getName(),
                metadata.getUid(),
                role,
                index,
                Objects.requireNonNullElse(status.getPhase(), "Pending"),
                Objects.requireNonNullElse(status.getReason(), ""),
                Objects.requireNonNullElse(status.getMessage(), ""),
                Optional.ofNullable(metadata.getCreationTimestamp()).map(Instant::parse),
                Optional.ofNullable(metadata.getDeletionTimestamp())
                        .map(Instant::parse)
                        .or(() -> collected(status)),
                Optional.ofNullable(pod.getSpec().getNodeName()).filter(node -> !node.isEmpty()),
                Objects.requireNonNullElse(pod.getSpec().getRestartPolicy(), "Always"),
                number(annotations.get(Names.ATTEMPT)),
                number(annotations.get(Names.ROUND)).orElse(0),
                Optional.ofNullable(annotations.get(Names.TRAINER)),
                primary,
                unschedulable(status),
                read(containers, status.getContainerStatuses()),
                read(pod.getSpec().getInitContainers(), status.getInitContainerStatuses()));
    }

    /**
     * The pod with its trainer: the container that the pod itself names. A pod that names none, such as one that
     * Training Operator made, is trained by its template's trainer. Without that container too, the names of its
     * containers tell.
     *
     * @param ofTemplate the trainer in the template of its role; absent where the role is not known
     * @param frameworkContainer what the framework calls its trainer
     */
    public ReplicaPod trainedBy(Optional<String> ofTemplate, String frameworkContainer) {
        var names = containers.stream().map(PodContainer::name).toList();
        var trainer = primary.or(() -> ofTemplate)
                .filter(names::contains)
                .or(() -> PrimaryContainer.among(names, frameworkContainer));
        return new ReplicaPod(
                name,
                uid,
                role,
                index,
                phase,
                reason,
                message,
                created,
                deletion,
                node,
                restartPolicy,
                attempt,
                round,
                signal,
                trainer,
                unschedulable,
                containers,
                initContainers);
    }

    /** Whether it is the pod of this replica. */
    public boolean isOf(String roleKey, int replicaIndex) {
        return role.equals(roleKey) && index == replicaIndex;
    }

    /** Whether its deletion has begun. */
    public boolean deleting() {
        return deletion.isPresent();
    }

    /** The trainer. */
    public Optional<PodContainer> trainer() {
        return primary.flatMap(this::container);
    }

    /** The uploader, whoever has put it in. */
    public Optional<PodContainer> uploader() {
        return container(PrimaryContainer.UPLOADER);
    }

    /** Whether it has not come to an end: it runs, or will. */
    public boolean alive() {
        return !ended();
    }

    /** Whether all its containers have ended. */
    public boolean ended() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /**
     * Whether its kubelet has not taken it, so that nothing of it has run. A pod under way that its kubelet evicts may
     * lose the states of its containers, and has run all the same.
     */
    public boolean isRejected() {
        return phase.equals("Failed")
                && !reason.isEmpty()
                && (!reason.equals("Evicted") || message.startsWith(REJECTED))
                && Stream.concat(initContainers.stream(), containers.stream()).allMatch(PodContainer::hasNeverRun);
    }

    /** The init container that has failed, and without which the trainer does not start. It may wait to run again. */
    public Optional<PodContainer> failedInit() {
        return initContainers.stream()
                .filter(container -> !container.isSidecar()
                        && container
                                .lastEnded()
                                .filter(end -> end.exitCode() != 0)
                                .isPresent())
                .findFirst();
    }

    /** Whether the kubelet starts the container again when it fails. */
    public boolean restartsOnFailure(PodContainer container) {
        return !container.restartPolicy().orElse(restartPolicy).equals("Never");
    }

    /** Its containers that wait, init containers first. */
    public Stream<PodContainer> waiting() {
        return Stream.concat(initContainers.stream(), containers.stream())
                .filter(container -> container.state() instanceof ContainerState.Waiting);
    }

    private Optional<PodContainer> container(String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    /**
     * When the garbage collector has condemned the pod, because its node is gone. It marks it Failed before it deletes
     * it, which is no more of a failure than any other deletion.
     */
    private static Optional<Instant> collected(PodStatus status) {
        return Objects.requireNonNullElse(status.getConditions(), List.<PodCondition>of()).stream()
                .filter(condition -> "DisruptionTarget".equals(condition.getType())
                        && "True".equals(condition.getStatus())
                        && "DeletionByPodGC".equals(condition.getReason()))
                .map(PodCondition::getLastTransitionTime)
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .findFirst();
    }

    private static Optional<String> unschedulable(PodStatus status) {
        return Objects.requireNonNullElse(status.getConditions(), List.<PodCondition>of()).stream()
                .filter(condition -> "Unschedulable".equals(condition.getReason()))
                .map(PodCondition::getMessage)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static List<PodContainer> read(List<Container> containers, @Nullable List<ContainerStatus> statuses) {
        var byName = Objects.requireNonNullElse(statuses, List.<ContainerStatus>of()).stream()
                .collect(Collectors.toMap(ContainerStatus::getName, Function.identity(), (first, _) -> first));
        return containers.stream()
                .map(container -> PodContainer.of(container, Optional.ofNullable(byName.get(container.getName()))))
                .toList();
    }

    private static Optional<Integer> number(@Nullable String text) {
        return text != null && text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
