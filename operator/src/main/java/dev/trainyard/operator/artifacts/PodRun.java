package dev.trainyard.operator.artifacts;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run that is one pod: a plain one, or one of those that a Job makes. Nobody makes another pod of the same run, so
 * there is one attempt. The pod's UID names the run; only the kubelet can tell it to the uploader, since an API server
 * makes it up after it has asked webhooks.
 *
 * @param kind the kind of what the pod was made by, or Pod
 * @param job its name, under which the runs are found; where it is absent, the pod's own name
 * @param started when the pod was made, RFC 3339 in UTC
 */
public record PodRun(String kind, String namespace, Optional<String> job, String started) {
    private static final String RUN = "TRAINYARD_RUN";
    private static final String JOB = "TRAINYARD_JOB";
    private static final String ONLY_ATTEMPT = "TRAINYARD_ONLY_ATTEMPT";
    private static final int ATTEMPT = 1;

    /** Makes the pod with its uploader. */
    public Pod into(Injection injection, Pod pod, String trainer) {
        var injected =
                injection.into(pod, trainer, new Run(kind, namespace, job.orElse(""), "", ATTEMPT, started, false));
        var spec = injected.getSpec();
        Stream.of(spec.getInitContainers(), spec.getContainers())
                .flatMap(List::stream)
                .filter(container -> container.getEnv().stream().anyMatch(variable -> RUN.equals(variable.getName())))
                .forEach(this::identify);
        return injected;
    }

    private void identify(Container container) {
        var environment = Stream.concat(
                        container.getEnv().stream().map(this::identified),
                        Stream.of(new EnvVarBuilder()
                                .withName(ONLY_ATTEMPT)
                                .withValue("true")
                                .build()))
                .toList();
        container.setEnv(environment);
    }

    private EnvVar identified(EnvVar variable) {
        if (RUN.equals(variable.getName())) {
            return ofPod(RUN, "metadata.uid");
        }
        return JOB.equals(variable.getName()) && job.isEmpty() ? ofPod(JOB, "metadata.name") : variable;
    }

    private static EnvVar ofPod(String name, String field) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath(field)
                .endFieldRef()
                .endValueFrom()
                .build();
    }
}
