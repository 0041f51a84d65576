package dev.trainyard.cli.install;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A Trainyard operator that is on a cluster already.
 *
 * @param namespace where it runs
 * @param jobNamespace the only namespace whose jobs it runs; empty where it runs those of all
 */
public record Installed(String namespace, Optional<String> jobNamespace) {
    private static final String ONLY = "--namespace";

    /** All of the cluster. */
    public static List<Installed> find(KubernetesClient client) {
        return client
                .apps()
                .deployments()
                .inAnyNamespace()
                .withLabel("app.kubernetes.io/name", Release.NAME)
                .list()
                .getItems()
                .stream()
                .map(Installed::of)
                .toList();
    }

    static Installed of(Deployment deployment) {
        var arguments = deployment.getSpec().getTemplate().getSpec().getContainers().stream()
                .map(Container::getArgs)
                .flatMap(List::stream)
                .toList();
        var option = arguments.indexOf(ONLY);
        return new Installed(
                deployment.getMetadata().getNamespace(),
                option < 0 ? Optional.empty() : Optional.of(arguments.get(option + 1)));
    }

    /** Why a release cannot be installed beside it or over it, and what to do; empty where it can. */
    public Optional<String> obstacle(Release release) {
        if (!namespace.equals(release.namespace())) {
            return overlaps(release)
                    ? Optional.of(
                            ("The operator in namespace %s runs the jobs of %s, and two operators must not work on "
                                            + "the same jobs: uninstall that one, or give each a namespace of jobs of its own.")
                                    .formatted(namespace, jobs(jobNamespace)))
                    : Optional.empty();
        }
        return jobNamespace.equals(release.jobNamespace())
                ? Optional.empty()
                : Optional.of(
                        ("The operator in namespace %s runs the jobs of %s, and this would make it run those of %s, "
                                        + "with rights that the other ones would be left beside: uninstall it first.")
                                .formatted(namespace, jobs(jobNamespace), jobs(release.jobNamespace())));
    }

    private boolean overlaps(Release release) {
        return jobNamespace.isEmpty()
                || release.jobNamespace()
                        .filter(Predicate.not(jobNamespace.get()::equals))
                        .isEmpty();
    }

    private static String jobs(Optional<String> namespace) {
        return namespace.map(only -> "namespace " + only).orElse("all namespaces");
    }
}
