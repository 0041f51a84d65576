package dev.trainyard.operator.artifacts;

import dev.trainyard.api.trainyard.ArtifactStoreSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;

/** The environment of the uploader's containers; {@code docs/formats/run.md} has the table. */
final class UploaderEnvironment {
    private static final String DEFAULT_REGION = "us-east-1";

    static List<EnvVar> of(ArtifactStoreSpec store, String output, String signals, Run run) {
        var environment = new ArrayList<EnvVar>();
        environment.add(plain("TRAINYARD_OUTPUT", output));
        environment.add(plain("TRAINYARD_SIGNALS", signals));
        environment.add(plain("TRAINYARD_STORE", store.url()));
        store.endpoint().ifPresent(endpoint -> environment.add(plain("TRAINYARD_STORE_ENDPOINT", endpoint)));
        if (store.pathStyle().orElse(false)) {
            environment.add(plain("TRAINYARD_STORE_PATH_STYLE", "true"));
        }
        environment.add(plain("AWS_REGION", store.region().orElse(DEFAULT_REGION)));
        store.credentialsSecret().ifPresent(secret -> {
            environment.add(secret("AWS_ACCESS_KEY_ID", secret, false));
            environment.add(secret("AWS_SECRET_ACCESS_KEY", secret, false));
            environment.add(secret("AWS_SESSION_TOKEN", secret, true));
        });
        environment.add(plain("TRAINYARD_KIND", run.kind()));
        environment.add(plain("TRAINYARD_NAMESPACE", run.namespace()));
        environment.add(plain("TRAINYARD_JOB", run.job()));
        environment.add(plain("TRAINYARD_RUN", run.uid()));
        environment.add(plain("TRAINYARD_ATTEMPT", Integer.toString(run.attempt())));
        return environment;
    }

    private static EnvVar plain(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
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
