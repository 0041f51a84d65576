package dev.trainyard.cli.manifest;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.connection.TrainingJobs;
import dev.trainyard.cli.failure.Failure;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Brings manifests to a cluster: what is not there is created, what is there is changed to match. */
public final class Application {
    private static final Duration LONGEST_DELETION = Duration.ofSeconds(90);

    private final Connection connection;

    /** For this cluster and namespace. */
    public Application(Connection connection) {
        this.connection = connection;
    }

    /**
     * Applies the objects in their order. A job that has finished makes way for a new run of the same name.
     *
     * @return the jobs among them
     */
    public List<KubeflowJob> apply(List<GenericKubernetesResource> objects) {
        objects.forEach(this::check);
        var jobs = objects.stream().filter(Application::isJob).toList();
        jobs.forEach(this::makeWay);
        objects.forEach(this::apply);
        return jobs.stream().<KubeflowJob>flatMap(job -> existing(job).stream()).toList();
    }

    /**
     * Deletes the jobs among the objects, and what is of this kind, so that the next run starts from nothing.
     *
     * @throws Failure when a job among them is not finished
     */
    public void startOver(List<GenericKubernetesResource> objects, String kind) {
        objects.stream().filter(Application::isJob).forEach(this::makeWay);
        objects.stream().filter(object -> object.getKind().equals(kind)).forEach(this::delete);
    }

    private void delete(GenericKubernetesResource object) {
        var resource = connection.client().resource(object).inNamespace(namespace(object));
        resource.delete();
        resource.waitUntilCondition(gone -> gone == null, LONGEST_DELETION.toSeconds(), TimeUnit.SECONDS);
    }

    /** Lets the server judge an object before anything is changed. */
    private void check(GenericKubernetesResource object) {
        try {
            connection
                    .client()
                    .resource(object)
                    .inNamespace(namespace(object))
                    .dryRun()
                    .fieldValidation(Validation.STRICT)
                    .create();
        } catch (KubernetesClientException refused) {
            var code = refused.getCode();
            // It is there already, or what it needs stands before it in the same file.
            if (code != HttpURLConnection.HTTP_CONFLICT && code != HttpURLConnection.HTTP_NOT_FOUND) {
                throw refused;
            }
        }
    }

    private void apply(GenericKubernetesResource object) {
        var resource = connection.client().resource(object).inNamespace(namespace(object));
        try {
            resource.fieldValidation(Validation.STRICT).create();
        } catch (KubernetesClientException exists) {
            if (exists.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw exists;
            }
            resource.patch(PatchContext.of(PatchType.JSON_MERGE), object);
        }
    }

    private void makeWay(GenericKubernetesResource job) {
        var name = job.getMetadata().getName();
        var existing = existing(job);
        if (existing.isEmpty()) {
            return;
        }
        var finished = Optional.ofNullable(existing.get().getStatus()).stream()
                .flatMap(status -> status.conditions().stream())
                .anyMatch(condition -> condition.status().equals("True")
                        && (condition.type().equals("Succeeded")
                                || condition.type().equals("Failed")));
        if (!finished) {
            throw new Failure("Job " + name + " is not finished yet. Follow it: trainyard logs " + name
                    + " -f. Or end it: trainyard delete " + name);
        }
        delete(job);
    }

    private Optional<? extends KubeflowJob> existing(GenericKubernetesResource job) {
        return TrainingJobs.kindOf(job)
                .flatMap(kind -> Optional.ofNullable(connection
                        .client()
                        .resources(kind)
                        .inNamespace(namespace(job))
                        .withName(job.getMetadata().getName())
                        .get()));
    }

    private String namespace(GenericKubernetesResource object) {
        var own = object.getMetadata().getNamespace();
        return own == null || own.isEmpty() ? connection.namespace() : own;
    }

    /** Whether this is a training job. */
    public static boolean isJob(GenericKubernetesResource object) {
        return TrainingJobs.kindOf(object).isPresent();
    }
}
