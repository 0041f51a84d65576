package dev.trainyard.operator.plan;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The replicas of one role.
 *
 * @param name as v1 spells it: {@code Worker}
 * @param replicas how many
 * @param restartPolicy what becomes of one that fails
 * @param template the pod of each
 * @param container the name of the trainer in it
 * @param port the port that the trainer binds, where the operator does not hand out another
 */
public record Role(
        String name, int replicas, RestartPolicy restartPolicy, PodTemplateSpec template, String container, int port) {

    /** The name in lower case, as labels, pod names and {@code TF_CONFIG} have it. */
    public String key() {
        return key(name);
    }

    static String key(String role) {
        return role.toLowerCase(Locale.ROOT);
    }

    Stream<Replica> each() {
        return IntStream.range(0, replicas).mapToObj(index -> new Replica(this, index));
    }
}
