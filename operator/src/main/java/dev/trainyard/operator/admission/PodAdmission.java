package dev.trainyard.operator.admission;

import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.artifacts.Injection;
import dev.trainyard.operator.artifacts.PodRun;
import dev.trainyard.operator.artifacts.StoreChoice;
import dev.trainyard.operator.pods.PrimaryContainer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of a pod that is about to be made. One that asks for an uploader gets it or is refused: nothing trains
 * whose model would be lost.
 *
 * @param namespace the only namespace that the operator works for; all where empty
 * @param image the uploader's image, where the store names none
 * @param restartsContainers whether the server knows restart policies of single containers
 */
public record PodAdmission(Optional<String> namespace, String image, boolean restartsContainers) {
    private static final String ASKED = "true";
    private static final String REFUSED = "false";

    /** What the webhook answers. */
    public sealed interface Answer {
        /** The pod is made as it is. */
        record Unchanged(List<String> warnings) implements Answer {}

        /** It is made like this. */
        record Changed(Pod pod, List<String> warnings) implements Answer {}

        /** It is not made: why, and what to do. */
        record Denied(String message) implements Answer {}

        /** Nobody can say: it is not made, and may be in a while. */
        record Failed(String message) implements Answer {}
    }

    /**
     * What the pod does not say itself.
     *
     * @param namespace where it is made
     * @param stores those of the namespace
     * @param owner who makes it: a Job's CronJob, where the Job has one; absent where nobody does
     */
    public record Surroundings(String namespace, List<ArtifactStore> stores, Optional<PodOwner> owner) {}

    /** Whether the decision depends on the stores and on the owner's owner, which only the API server knows. */
    public static boolean needsLookup(Pod pod) {
        return concerns(pod)
                && PodOwner.of(pod.getMetadata())
                        .filter(owner -> !owner.hasName())
                        .isEmpty();
    }

    /** Whether a pod asks for anything. */
    static boolean concerns(Pod pod) {
        return asks(pod).filter(value -> !value.equals(REFUSED)).isPresent()
                && PodOwner.of(pod.getMetadata())
                        .filter(PodOwner::isTrainingJob)
                        .isEmpty();
    }

    /** Decides. */
    public Answer decide(Pod pod, Surroundings surroundings, Instant now) {
        if (!concerns(pod)) {
            return new Answer.Unchanged(List.of());
        }
        var asked = asks(pod).orElseThrow();
        if (!asked.equals(ASKED)) {
            return new Answer.Denied(
                    "annotation %s is \"%s\": write \"true\" to have the pod's artifacts uploaded, \"false\" to have the pod left alone"
                            .formatted(Names.ARTIFACTS, asked));
        }
        if (namespace.filter(only -> !only.equals(surroundings.namespace())).isPresent()) {
            return new Answer.Denied(
                    "the operator works for namespace %s alone, so nobody would tell the uploader how the training ended: make the pod there, or remove the annotation %s"
                            .formatted(namespace.get(), Names.ARTIFACTS));
        }
        if (Injection.isDone(pod.getSpec())) {
            return again(pod);
        }
        if (Injection.isUsersOwn(pod.getSpec())) {
            return new Answer.Unchanged(List.of("the pod has a container named %s of its own, and is left as it is"
                    .formatted(PrimaryContainer.UPLOADER)));
        }
        return inject(pod, surroundings, now);
    }

    private Answer inject(Pod pod, Surroundings surroundings, Instant now) {
        var unnamed = surroundings.owner().filter(owner -> !owner.hasName());
        if (unnamed.isPresent()) {
            return new Answer.Denied(
                    "the pod's controller is named \"%s\", and no object can have that name: correct metadata.ownerReferences"
                            .formatted(unnamed.get().name()));
        }
        var names = names(pod);
        var trainer = PrimaryContainer.among(names);
        if (trainer.isEmpty()) {
            return new Answer.Denied("which of the containers %s trains cannot be told: name that one \"trainer\""
                    .formatted(String.join(", ", names)));
        }
        var problem = restartProblem(pod, trainer.get());
        if (problem.isPresent()) {
            return new Answer.Denied(problem.get());
        }
        var labels = labels(pod);
        var choice = StoreChoice.among(surroundings.stores(), labels);
        if (choice.isEmpty()) {
            return surroundings.stores().isEmpty()
                    ? new Answer.Denied(
                            "namespace %s has no ArtifactStore, so what the pod trains would be lost: create one, which says where artifacts go, or remove the annotation %s"
                                    .formatted(surroundings.namespace(), Names.ARTIFACTS))
                    : new Answer.Denied(
                            "no ArtifactStore of namespace %s is for a pod with these labels, so what it trains would be lost: label the pod as the jobSelector of one of them says (%s), or remove the annotation %s"
                                    .formatted(surroundings.namespace(), storeNames(surroundings), Names.ARTIFACTS));
        }
        var run = new PodRun(
                surroundings.owner().map(PodOwner::kind).orElse("Pod"),
                surroundings.namespace(),
                surroundings.owner().map(PodOwner::name),
                now.truncatedTo(ChronoUnit.MILLIS).toString());
        var injection = new Injection(choice.get().store(), image, restartsContainers);
        return new Answer.Changed(
                marked(run.into(injection, pod, trainer.get()), trainer.get()), warnings(choice.get()));
    }

    /** The trainer's end must be one: where the kubelet starts it again whatever happens, there is none. */
    private static Optional<String> restartProblem(Pod pod, String name) {
        var trainer = pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
        var policy = Optional.ofNullable(trainer.getRestartPolicy())
                .or(() -> Optional.ofNullable(pod.getSpec().getRestartPolicy()))
                .orElse("Always");
        if (policy.equals("Always")) {
            return Optional.of(
                    "spec.restartPolicy is Always, as where it is unset, so the kubelet would train again whenever the training has ended: write Never, or OnFailure to have a training that fails tried again");
        }
        return trainer.getRestartPolicyRules().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "container %s has restartPolicyRules, by which nobody can tell whether its end is the last: remove them, and set its restartPolicy"
                                .formatted(name));
    }

    /**
     * Asked again, since another webhook has changed the pod; or the manifest is what somebody has read of a pod that
     * was there before, and what that one's uploader was told is not for this one.
     */
    private static Answer again(Pod pod) {
        var labels = labels(pod);
        var trainer = Optional.ofNullable(labels.get(Names.INJECTED)).or(() -> PrimaryContainer.among(names(pod)));
        if (trainer.isEmpty()) {
            return new Answer.Denied(
                    "the pod has an uploader already, and no label %s that says which container trains: remove the containers uploader and uploader-prepare, and have them put in anew"
                            .formatted(Names.INJECTED));
        }
        var marked = marked(pod, trainer.get());
        return marked.equals(pod) ? new Answer.Unchanged(List.of()) : new Answer.Changed(marked, List.of());
    }

    private static Pod marked(Pod pod, String trainer) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels(Names.INJECTED, trainer)
                .removeFromAnnotations(Names.TRAINER)
                .endMetadata()
                .build();
    }

    private static List<String> warnings(StoreChoice choice) {
        return choice.passedOver().isEmpty()
                ? List.of()
                : List.of("several ArtifactStores apply to the pod: %s is taken, since it is the oldest, and not %s"
                        .formatted(choice.store().getMetadata().getName(), String.join(", ", choice.passedOver())));
    }

    private static String storeNames(Surroundings surroundings) {
        return String.join(
                ", ",
                surroundings.stores().stream()
                        .map(store -> store.getMetadata().getName())
                        .sorted()
                        .toList());
    }

    private static Optional<String> asks(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Names.ARTIFACTS));
    }

    private static Map<String, String> labels(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
    }

    private static List<String> names(Pod pod) {
        return pod.getSpec().getContainers().stream().map(Container::getName).toList();
    }
}
