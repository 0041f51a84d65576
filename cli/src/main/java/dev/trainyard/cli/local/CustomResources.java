package dev.trainyard.cli.local;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The kinds that Trainyard adds to a cluster, as {@code api/crds/} has them. */
public final class CustomResources {
    private static final String FOLDER = "/dev/trainyard/api/crds/";
    private static final List<String> FILES = List.of("tfjobs.kubeflow.org.yaml", "artifactstores.trainyard.dev.yaml");

    /** Creates the definitions, or brings those that are there up to date. */
    public static void apply(KubernetesClient client) {
        FILES.forEach(file -> client.resource(read(client, file)).createOr(NonDeletingOperation::update));
    }

    private static CustomResourceDefinition read(KubernetesClient client, String file) {
        try (var yaml = CustomResources.class.getResourceAsStream(FOLDER + file)) {
            if (yaml == null) {
                throw new IllegalStateException("the build has left out " + file);
            }
            return client.getKubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private CustomResources() {}
}
