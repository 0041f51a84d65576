package dev.trainyard.cli.connection;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.cli.failure.Failure;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The training jobs of a namespace, whatever kinds they are of. */
public final class TrainingJobs {
    /** What a server says of a kind whose definition has just changed. */
    private static final int ASK_AGAIN = 429;

    private final Connection connection;

    /** Those of the namespace that the connection is for. */
    public TrainingJobs(Connection connection) {
        this.connection = connection;
    }

    /** All of them, kind by kind. */
    public List<KubeflowJob> all() {
        return KubeflowJob.KINDS.stream().<KubeflowJob>flatMap(this::ofKind).toList();
    }

    /** How many there are in all namespaces. */
    public int everywhere() {
        return KubeflowJob.KINDS.stream().mapToInt(this::count).sum();
    }

    /**
     * The job of this name.
     *
     * @throws Failure where jobs of several kinds have it
     */
    public Optional<KubeflowJob> find(String name) {
        var found = KubeflowJob.KINDS.stream()
                .flatMap(kind ->
                        Optional.<KubeflowJob>ofNullable(resource(kind, name).get()).stream())
                .toList();
        if (found.size() > 1) {
            throw new Failure("Namespace " + connection.namespace() + " has several jobs " + name + ", "
                    + found.stream().map(HasMetadata::getKind).collect(Collectors.joining(" and "))
                    + ": only kubectl can tell them apart, as in kubectl describe "
                    + found.getFirst().getSingular() + " " + name);
        }
        return found.stream().findFirst();
    }

    /** What can be done with the job. */
    public Resource<? extends KubeflowJob> resource(KubeflowJob job) {
        return resource(job.getClass(), job.getMetadata().getName());
    }

    /** Which kind of training job an object is; empty where it is none. */
    public static Optional<Class<? extends KubeflowJob>> kindOf(GenericKubernetesResource object) {
        return KubeflowJob.KINDS.stream()
                .filter(kind -> object.getKind().equals(HasMetadata.getKind(kind))
                        && object.getApiVersion().startsWith(HasMetadata.getGroup(kind) + "/"))
                .findFirst();
    }

    private Resource<? extends KubeflowJob> resource(Class<? extends KubeflowJob> kind, String name) {
        return connection
                .client()
                .resources(kind)
                .inNamespace(connection.namespace())
                .withName(name);
    }

    private Stream<? extends KubeflowJob> ofKind(Class<? extends KubeflowJob> kind) {
        return listed(connection.client().resources(kind).inNamespace(connection.namespace())).stream();
    }

    private int count(Class<? extends KubeflowJob> kind) {
        return listed(connection.client().resources(kind).inAnyNamespace()).size();
    }

    private static <J extends KubeflowJob> List<J> listed(Listable<? extends KubernetesResourceList<J>> jobs) {
        for (int patience = 10; ; patience--) {
            try {
                return jobs.list().getItems();
            } catch (KubernetesClientException failed) {
                if (failed.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    // A cluster that has not this kind has no job of it.
                    return List.of();
                }
                if (failed.getCode() != ASK_AGAIN || patience == 0) {
                    throw failed;
                }
                waitASecond();
            }
        }
    }

    private static void waitASecond() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted while the server was busy", e);
        }
    }
}
