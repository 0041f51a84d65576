package dev.trainyard.operator.reconcile;

import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.artifacts.TrainerSignal;
import dev.trainyard.operator.plan.Action;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The pods that an earlier job of the same name and kind has left without an owner, as {@code kubectl delete
 * --cascade=orphan} does. The new job goes on with them only as a whole, and only where none of them has ended and they
 * are what it would make itself: how an earlier job ended says nothing of this one.
 */
sealed interface OrphanedRun {
    /** The pod is as the job wants it, and the run that it belongs to goes on. */
    record GoesOn() implements OrphanedRun {}

    /** The run is over, and its pods are in the way. */
    record IsOver(List<Action.DeletePod> deletions) implements OrphanedRun {}

    /**
     * The run goes on, but it is another than the job's.
     *
     * @param running its pods that have not ended
     * @param signals what their uploaders have to be told, so that they end: nobody else tells them
     */
    record IsAnother(List<String> running, List<Action.Signal> signals) implements OrphanedRun {}

    /**
     * Decides.
     *
     * @param wanted the pod that the job would make
     * @param there the one that is there under its name
     * @param pods all the pods that the earlier job has left
     * @param frameworkContainer what the framework calls its trainer
     */
    static OrphanedRun of(Pod wanted, Pod there, List<Pod> pods, String frameworkContainer) {
        var replicas = pods.stream()
                .flatMap(pod -> ReplicaPod.of(pod, frameworkContainer).stream())
                .toList();
        var running = replicas.stream().filter(replica -> !isOver(replica)).toList();
        if (running.isEmpty()) {
            return new IsOver(replicas.stream()
                    .map(replica -> new Action.DeletePod(replica.name(), replica.uid()))
                    .toList());
        }
        return running.size() == replicas.size() && isSame(wanted, there)
                ? new GoesOn()
                : new IsAnother(
                        running.stream().map(ReplicaPod::name).toList(),
                        running.stream()
                                .flatMap(replica -> signal(replica).stream())
                                .toList());
    }

    /** Whether nothing is lost with the pod: it has ended, or its trainer has and it does not upload. */
    private static boolean isOver(ReplicaPod pod) {
        return pod.ended() || (outcome(pod).isPresent() && pod.uploader().isEmpty());
    }

    /** How the trainer has ended; absent where it runs or the kubelet starts it again. */
    private static Optional<Outcome> outcome(ReplicaPod pod) {
        return pod.trainer()
                .filter(trainer -> !pod.restartsOnFailure(trainer) || hasSucceeded(trainer))
                .flatMap(PodContainer::ended)
                .map(end -> end.exitCode() == 0 ? Outcome.SUCCEEDED : Outcome.FAILED);
    }

    private static boolean hasSucceeded(PodContainer trainer) {
        return trainer.ended().map(Ended::exitCode).filter(code -> code == 0).isPresent();
    }

    private static Optional<Action.Signal> signal(ReplicaPod pod) {
        return outcome(pod)
                .flatMap(outcome -> TrainerSignal.due(pod, Optional.of(outcome), false))
                .map(signal -> new Action.Signal(pod.name(), pod.uid(), signal.json()));
    }

    /**
     * In what decides what is trained and where it goes. Webhooks may have added to it, and the server its defaults.
     */
    private static boolean isSame(Pod wanted, Pod there) {
        return annotation(wanted, Names.ATTEMPT).equals(annotation(there, Names.ATTEMPT))
                && annotation(wanted, Names.ROUND).equals(annotation(there, Names.ROUND))
                && haveAll(wanted.getSpec().getContainers(), there.getSpec().getContainers())
                && haveAll(wanted.getSpec().getInitContainers(), there.getSpec().getInitContainers());
    }

    private static boolean haveAll(List<Container> wanted, List<Container> there) {
        return wanted.stream().allMatch(container -> there.stream().anyMatch(other -> isSame(container, other)));
    }

    private static boolean isSame(Container wanted, Container there) {
        return wanted.getName().equals(there.getName())
                && Objects.equals(wanted.getImage(), there.getImage())
                && wanted.getCommand().equals(there.getCommand())
                && wanted.getArgs().equals(there.getArgs())
                && variables(there).containsAll(variables(wanted));
    }

    private static List<String> variables(Container container) {
        return container.getEnv().stream()
                .filter((EnvVar variable) -> variable.getValueFrom() == null)
                .map(variable -> variable.getName() + "=" + Objects.requireNonNullElse(variable.getValue(), ""))
                .collect(Collectors.toList());
    }

    private static Optional<String> annotation(Pod pod, String name) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations()).map(annotations -> annotations.get(name));
    }
}
