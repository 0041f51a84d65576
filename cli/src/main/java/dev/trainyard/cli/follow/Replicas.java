package dev.trainyard.cli.follow;

import dev.trainyard.api.trainyard.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which replica a pod is, and which of its containers does what. */
public final class Replicas {
    /** On every pod of a job; v1's labels. */
    public static final String JOB_LABEL = "training.kubeflow.org/job-name";

    /** The role in lower case. */
    public static final String ROLE_LABEL = "training.kubeflow.org/replica-type";

    /** The number within the role, from 0. */
    public static final String INDEX_LABEL = "training.kubeflow.org/replica-index";

    /** The container that brings the artifacts to the store. */
    public static final String UPLOADER = "uploader";

    private static final List<String> ROLES = List.of("chief", "master", "worker", "ps", "evaluator");

    /** Of names such as {@code chief-0}: the chief first, then by role and number. */
    public static final Comparator<String> BY_NAME =
            Comparator.<String>comparingInt(Replicas::roleOrder).thenComparingInt(Replicas::index);

    /** The same of pods. */
    public static final Comparator<Pod> ORDER = Comparator.comparing(Replicas::name, Replicas.BY_NAME);

    /** Such as {@code chief-0}. */
    public static String name(Pod pod) {
        return label(pod, ROLE_LABEL) + "-" + label(pod, INDEX_LABEL);
    }

    /** The container that trains: the one that the operator has written on the pod, else the one with a known name. */
    public static Optional<String> primaryContainer(Pod pod) {
        var names =
                pod.getSpec().getContainers().stream().map(Container::getName).toList();
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Names.CONTAINER))
                .filter(names::contains)
                .or(() -> Stream.of("tensorflow", "pytorch", "trainer")
                        .filter(names::contains)
                        .findFirst())
                .or(() -> names.stream().filter(name -> !name.equals(UPLOADER)).findFirst());
    }

    private static int roleOrder(String name) {
        var order = ROLES.indexOf(name.replaceFirst("-[^-]*$", ""));
        return order < 0 ? ROLES.size() : order;
    }

    private static int index(String name) {
        var index = name.substring(name.lastIndexOf('-') + 1);
        return index.matches("\\d{1,9}") ? Integer.parseInt(index) : 0;
    }

    private static String label(Pod pod, String key) {
        var labels = pod.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(key, "");
    }

    private Replicas() {}
}
