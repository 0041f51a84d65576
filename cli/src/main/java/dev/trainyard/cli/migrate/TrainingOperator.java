package dev.trainyard.cli.migrate;

import dev.trainyard.api.kubeflow.KubeflowJob;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Deployment of Training Operator v1.
 *
 * @param replicas how many it is to have; 0 is at rest
 * @param ours whether it runs kinds of jobs that Trainyard runs; its option {@code --enable-scheme} may leave them out
 * @param gangScheduler what its option {@code --gang-scheduler-name} says
 */
public record TrainingOperator(
        String namespace, String name, int replicas, boolean ours, Optional<String> gangScheduler) {
    private static final String ENABLED = "--enable-scheme=";
    private static final Set<String> OURS = KubeflowJob.KINDS.stream()
            .map(kind -> HasMetadata.getKind(kind).toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    private static final String GANG_SCHEDULER = "--gang-scheduler-name=";

    /** All of the cluster; its manifests call it so, whatever image it runs. */
    public static List<TrainingOperator> find(KubernetesClient client) {
        return client.apps().deployments().inAnyNamespace().list().getItems().stream()
                .flatMap(deployment -> of(deployment).stream())
                .toList();
    }

    static Optional<TrainingOperator> of(Deployment deployment) {
        var containers = deployment.getSpec().getTemplate().getSpec().getContainers();
        if (containers.stream().noneMatch(TrainingOperator::isTrainingOperator)) {
            return Optional.empty();
        }
        var enabled = options(containers, ENABLED).toList();
        return Optional.of(new TrainingOperator(
                deployment.getMetadata().getNamespace(),
                deployment.getMetadata().getName(),
                Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1),
                enabled.isEmpty() || enabled.stream().anyMatch(kind -> OURS.contains(kind.toLowerCase(Locale.ROOT))),
                options(containers, GANG_SCHEDULER).findFirst()));
    }

    /** Whether it would work on the same jobs as Trainyard's operator. */
    public boolean collides() {
        return replicas > 0 && ours;
    }

    private static Stream<String> options(List<Container> containers, String option) {
        return containers.stream()
                .flatMap(TrainingOperator::words)
                .filter(word -> word.startsWith(option))
                .map(word -> word.substring(option.length()));
    }

    private static boolean isTrainingOperator(Container container) {
        var image = Objects.requireNonNullElse(container.getImage(), "").replaceFirst("[:@].*$", "");
        return image.endsWith("/training-operator") || container.getName().equals("training-operator");
    }

    private static Stream<String> words(Container container) {
        return Stream.concat(container.getCommand().stream(), container.getArgs().stream());
    }
}
