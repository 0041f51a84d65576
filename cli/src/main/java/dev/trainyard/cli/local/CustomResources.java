package dev.trainyard.cli.local;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.TrainingSchedule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The kinds that Trainyard adds to a cluster, as {@code api/crds/} has them. */
public final class CustomResources {
    private static final String FOLDER = "/dev/trainyard/api/crds/";
    private static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";

    /** On a definition: of which file it was made. */
    private static final String MADE_OF = "trainyard.dev/made-of";

    /** Their names, {@code tfjobs.kubeflow.org}. */
    public static final List<String> NAMES = Stream.concat(
                    KubeflowJob.KINDS.stream(), Stream.of(ArtifactStore.class, TrainingSchedule.class))
            .map(HasMetadata::getFullResourceName)
            .toList();

    /** Creates the definitions, or brings those that are there up to date. */
    public static void apply(KubernetesClient client) {
        NAMES.forEach(name -> apply(client, name));
    }

    private static void apply(KubernetesClient client, String name) {
        var file = read(name);
        var sum = sha256(file);
        // To read a definition costs tenths of a second, and it is nearly always the one that is there.
        if (isThere(client, name, sum)) {
            return;
        }
        var definition = client.getKubernetesSerialization()
                .unmarshal(new ByteArrayInputStream(file), CustomResourceDefinition.class);
        definition.getMetadata().setAnnotations(Map.of(MADE_OF, sum));
        client.resource(definition).createOr(NonDeletingOperation::update);
    }

    private static boolean isThere(KubernetesClient client, String name, String sum) {
        try {
            var text = client.raw(PATH + name);
            return text != null && text.contains(sum);
        } catch (KubernetesClientException failed) {
            if (failed.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw failed;
        }
    }

    /** One of {@link #NAMES}, as the file has it. */
    public static String yaml(String name) {
        return new String(read(name), StandardCharsets.UTF_8);
    }

    private static byte[] read(String name) {
        try (var yaml = CustomResources.class.getResourceAsStream(FOLDER + name + ".yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("the build has left out api/crds/" + name + ".yaml");
            }
            return yaml.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private CustomResources() {}
}
