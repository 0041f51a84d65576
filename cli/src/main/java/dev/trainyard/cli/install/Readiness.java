package dev.trainyard.cli.install;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How far a Deployment is. */
sealed interface Readiness {
    /** All replicas are, and of what was applied last. */
    record Ready(int replicas) implements Readiness {}

    /** It may still become so. */
    record Waiting(String why) implements Readiness {}

    /** It will not without a person's help. */
    record Stuck(String why) implements Readiness {}

    /** What a kubelet says when it has tried more than once, or need not try. */
    Set<String> GIVEN_UP = Set.of(
            "ImagePullBackOff",
            "ErrImageNeverPull",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CrashLoopBackOff");

    /** Looks at it and at its pods. */
    static Readiness of(Deployment deployment, List<Pod> pods) {
        var wanted = deployment.getSpec().getReplicas();
        var status = deployment.getStatus();
        if (status == null
                || !Objects.equals(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration())) {
            return new Waiting("the Deployment is new");
        }
        var available = number(status.getAvailableReplicas());
        if (number(status.getUpdatedReplicas()) == wanted
                && available == wanted
                && number(status.getReplicas()) == wanted) {
            return new Ready(wanted);
        }
        return refusal(status.getConditions())
                .or(() -> pods.stream().flatMap(Readiness::givenUp).findFirst())
                .<Readiness>map(Stuck::new)
                .orElseGet(() -> new Waiting(pods.stream()
                        .flatMap(Readiness::unscheduled)
                        .findFirst()
                        .orElse(available + " of " + wanted + " replicas are ready")));
    }

    private static int number(Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }

    private static Optional<String> refusal(List<DeploymentCondition> conditions) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals("ReplicaFailure")
                        && condition.getStatus().equals("True"))
                .map(condition -> "no pod can be made: " + condition.getMessage())
                .findFirst();
    }

    private static Stream<String> givenUp(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(container -> container.getState().getWaiting() != null
                        && GIVEN_UP.contains(container.getState().getWaiting().getReason()))
                .map(container -> "pod " + pod.getMetadata().getName() + ": "
                        + container.getState().getWaiting().getReason() + ", " + detail(container));
    }

    private static String detail(ContainerStatus container) {
        var waiting = container.getState().getWaiting();
        return waiting.getMessage() == null ? "image " + container.getImage() : waiting.getMessage();
    }

    private static Stream<String> unscheduled(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> Objects.equals(condition.getReason(), "Unschedulable"))
                .map(condition -> "pod " + pod.getMetadata().getName() + ": " + condition.getMessage());
    }
}
