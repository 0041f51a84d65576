package dev.trainyard.operator.pods;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of a template's containers is the trainer: the one that has the framework's name, else {@code trainer}, else
 * the only one that is not a known sidecar. Training is judged by it alone. A pod may have more containers than its
 * template, since webhooks add some, so it carries the choice.
 */
public final class PrimaryContainer {
    /** A container of this name moves the artifacts to the store, whether the operator has put it in or the user. */
    public static final String UPLOADER = "uploader";

    private static final String TRAINER = "trainer";

    private static final Set<String> FRAMEWORKS = Set.of("tensorflow", "pytorch");

    private static final Set<String> SIDECARS = Set.of(
            UPLOADER,
            "istio-proxy",
            "linkerd-proxy",
            "envoy",
            "vault-agent",
            "cloud-sql-proxy",
            "cloudsql-proxy",
            "fluent-bit",
            "otel-collector",
            "dapr");

    /**
     * Picks the trainer.
     *
     * @param names the names of the pod's regular containers
     * @param frameworkName what the framework calls its container: {@code tensorflow}
     * @return its name; absent where there is none, or more than one could be meant
     */
    public static Optional<String> among(List<String> names, String frameworkName) {
        if (names.contains(frameworkName)) {
            return Optional.of(frameworkName);
        }
        if (names.contains(TRAINER)) {
            return Optional.of(TRAINER);
        }
        var own = names.stream().filter(name -> !SIDECARS.contains(name)).toList();
        return own.size() == 1 ? Optional.of(own.getFirst()) : Optional.empty();
    }

    /**
     * Picks the trainer of a pod that is of no framework that we know of: where it has a container of one framework's
     * name, that is it.
     */
    public static Optional<String> among(List<String> names) {
        var frameworks = names.stream().filter(FRAMEWORKS::contains).toList();
        return frameworks.size() > 1
                ? Optional.empty()
                : among(names, frameworks.isEmpty() ? TRAINER : frameworks.getFirst());
    }

    private PrimaryContainer() {}
}
