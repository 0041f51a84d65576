package dev.trainyard.operator.artifacts;

import dev.trainyard.api.trainyard.ArtifactStoreSpec;
import dev.trainyard.api.trainyard.Checkpoints;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The environment of the uploader's containers; {@code docs/formats/run.md} has the table. */
final class UploaderEnvironment {
    private static final String DEFAULT_REGION = "us-east-1";

    /** How long the uploader asks a store again that is away, unless it is told. */
    private static final long DEFAULT_RETRY_SECONDS = 86_400;

    /** The longest that the uploader reads. */
    private static final long LONGEST_GRACE = 999_999_999;

    /**
     * Writes it.
     *
     * @param volume where the volume is mounted that holds the output folder
     * @param credentials where the store's Secret is mounted; else its keys are variables
     * @param grace the pod's {@code terminationGracePeriodSeconds}, where it has one
     */
    static List<EnvVar> of(
            ArtifactStoreSpec store,
            String output,
            String volume,
            String signals,
            Optional<String> credentials,
            Optional<Long> grace,
            Run run) {
        var environment = new ArrayList<EnvVar>();
        environment.add(plain("TRAINYARD_OUTPUT", output));
        if (!volume.equals(output)) {
            environment.add(plain("TRAINYARD_VOLUME", volume));
        }
        // With 0 there is no time for anything.
        grace.ifPresent(seconds -> environment.add(
                plain("TRAINYARD_GRACE_SECONDS", Long.toString(Math.clamp(seconds, 1, LONGEST_GRACE)))));
        environment.add(plain("TRAINYARD_SIGNALS", signals));
        environment.add(plain("TRAINYARD_STORE", store.url()));
        store.kibibytesPerSecond()
                .ifPresent(limit -> environment.add(plain("TRAINYARD_KIBIBYTES_PER_SECOND", Integer.toString(limit))));
        store.checkpoints().ifPresent(checkpoints -> {
            environment.add(plain("TRAINYARD_CHECKPOINTS", checkpoints.path().orElse(Checkpoints.PATH)));
            environment.add(plain(
                    "TRAINYARD_CHECKPOINTS_KEEP",
                    Integer.toString(checkpoints.keep().orElse(Checkpoints.KEEP))));
        });
        // It is the operator who ends an upload that takes too long; the uploader goes on until then.
        store.uploadDeadlineSeconds()
                .filter(deadline -> deadline > DEFAULT_RETRY_SECONDS)
                .ifPresent(deadline -> environment.add(plain("TRAINYARD_RETRY_SECONDS", Long.toString(deadline))));
        if (store.folder().isEmpty()) {
            addS3(environment, store, credentials);
        }
        environment.add(plain("TRAINYARD_KIND", run.kind()));
        environment.add(plain("TRAINYARD_NAMESPACE", run.namespace()));
        environment.add(plain("TRAINYARD_JOB", run.job()));
        environment.add(plain("TRAINYARD_RUN", run.uid()));
        environment.add(plain("TRAINYARD_RUN_CREATED", run.started()));
        environment.add(plain("TRAINYARD_ATTEMPT", Integer.toString(run.attempt())));
        return environment;
    }

    /** Where the logs of the run's pods come to, for {@code uploader} alone. */
    static EnvVar logs() {
        return plain("TRAINYARD_LOGS", LogsVolume.PATH);
    }

    private static void addS3(List<EnvVar> environment, ArtifactStoreSpec store, Optional<String> credentials) {
        store.endpoint().ifPresent(endpoint -> environment.add(plain("TRAINYARD_STORE_ENDPOINT", endpoint)));
        if (store.pathStyle().orElse(false)) {
            environment.add(plain("TRAINYARD_STORE_PATH_STYLE", "true"));
        }
        store.checksums().ifPresent(kind -> environment.add(plain("TRAINYARD_STORE_CHECKSUMS", kind)));
        store.encryption().ifPresent(kind -> environment.add(plain("TRAINYARD_STORE_ENCRYPTION", kind)));
        store.kmsKey().ifPresent(key -> environment.add(plain("TRAINYARD_STORE_KMS_KEY", key)));
        store.storageClass().ifPresent(name -> environment.add(plain("TRAINYARD_STORE_CLASS", name)));
        store.tags().ifPresent(tags -> environment.add(plain("TRAINYARD_STORE_TAGS", list(tags))));
        store.caBundle().ifPresent(_ -> environment.add(plain("TRAINYARD_STORE_CA_BUNDLE", CaVolume.FILE)));
        store.proxy().ifPresent(proxy -> {
            environment.add(plain("HTTP_PROXY", proxy));
            environment.add(plain("HTTPS_PROXY", proxy));
        });
        environment.add(plain("AWS_REGION", store.region().orElse(DEFAULT_REGION)));
        if (credentials.isPresent()) {
            environment.add(plain("TRAINYARD_CREDENTIALS", credentials.get()));
        } else {
            store.credentialsSecret().ifPresent(secret -> {
                environment.add(secret("AWS_ACCESS_KEY_ID", secret, false));
                environment.add(secret("AWS_SECRET_ACCESS_KEY", secret, false));
                environment.add(secret("AWS_SESSION_TOKEN", secret, true));
            });
        }
    }

    /** Neither names nor values of tags have commas. */
    private static String list(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining(","));
    }

    /**
     * The kubelet puts a variable in the place of {@code $(NAME)}, the store's key among them; {@code $$} is a dollar.
     */
    private static EnvVar plain(String name, String value) {
        return new EnvVarBuilder()
                .withName(name)
                .withValue(value.replace("$", "$$"))
                .build();
    }

    private static EnvVar secret(String name, String secret, boolean optional) {
        var key = new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(secret)
                .withKey(name);
        return (optional ? key.withOptional(true) : key)
                .endSecretKeyRef()
                .endValueFrom()
                .build();
    }

    private UploaderEnvironment() {}
}
