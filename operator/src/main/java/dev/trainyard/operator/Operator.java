package dev.trainyard.operator;

import dev.trainyard.operator.plan.Planner;
import dev.trainyard.operator.reconcile.JobKind;
import dev.trainyard.operator.reconcile.Reconciler;
import dev.trainyard.operator.reconcile.ReplicaPorts;
import dev.trainyard.operator.reconcile.ScheduleReconciler;
import dev.trainyard.operator.telemetry.Telemetry;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The training operator: an ordinary client of an API server that makes the cluster match each training job. It keeps
 * nothing that it could not find again: closed, or killed between any two writes, another one goes on where it stopped.
 */
public final class Operator implements AutoCloseable {
    private final List<Reconciler<?>> reconcilers;
    private final ScheduleReconciler schedules;

    private Operator(List<Reconciler<?>> reconcilers, ScheduleReconciler schedules) {
        this.reconcilers = reconcilers;
        this.schedules = schedules;
    }

    /**
     * Starts it. Returns once it has seen all jobs; waits for the server and the CRDs where they are not there yet.
     *
     * @param client a client with {@code dev.trainyard.api.Serialization}, which stays the caller's to close
     */
    public static Operator start(KubernetesClient client, OperatorConfig config) {
        return start(client, config, Telemetry.NONE);
    }

    /** The same, watched. */
    public static Operator start(KubernetesClient client, OperatorConfig config, Telemetry telemetry) {
        var kinds = JobKind.all();
        var server =
                ServerCheck.of(client, kinds.stream().map(JobKind::definition).toList());
        var planner = new Planner(
                config.clusterDomain(), config.uploaderImage(), server.restartsContainers(), config.gangScheduler());
        var ports = new ReplicaPorts(config.replicaPorts());
        var reconcilers = new ArrayList<Reconciler<?>>();
        for (var kind : kinds) {
            reconcilers.add(new Reconciler<>(
                    client,
                    kind,
                    planner,
                    config.namespace(),
                    ports,
                    config.parallelism(),
                    telemetry,
                    Clock.systemUTC()));
        }
        reconcilers.forEach(Reconciler::begin);
        return new Operator(reconcilers, new ScheduleReconciler(client, kinds, config.namespace(), Clock.systemUTC()));
    }

    @Override
    public void close() {
        schedules.close();
        reconcilers.forEach(Reconciler::close);
    }
}
