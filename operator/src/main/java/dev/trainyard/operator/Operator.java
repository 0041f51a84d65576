package dev.trainyard.operator;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.operator.plan.Planner;
import dev.trainyard.operator.reconcile.JobKind;
import dev.trainyard.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;

/**
 * The training operator: an ordinary client of an API server that makes the cluster match each training job. It keeps
 * nothing that it could not find again: closed, or killed between any two writes, another one goes on where it stopped.
 */
public final class Operator implements AutoCloseable {
    private final Reconciler<TFJob> tensorFlow;

    private Operator(Reconciler<TFJob> tensorFlow) {
        this.tensorFlow = tensorFlow;
    }

    /**
     * Starts it. Returns once it has seen all jobs; waits for the server and the CRDs where they are not there yet.
     *
     * @param client a client with {@code dev.trainyard.api.Serialization}, which stays the caller's to close
     */
    public static Operator start(KubernetesClient client, OperatorConfig config) {
        var server = ServerCheck.of(client);
        var planner = new Planner(config.clusterDomain(), config.uploaderImage(), server.restartsContainers());
        return new Operator(new Reconciler<>(
                client,
                JobKind.tensorFlow(),
                planner,
                config.namespace(),
                config.replicaPorts(),
                config.parallelism(),
                Clock.systemUTC()));
    }

    @Override
    public void close() {
        tensorFlow.close();
    }
}
