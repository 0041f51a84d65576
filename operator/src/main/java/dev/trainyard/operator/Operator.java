package dev.trainyard.operator;

import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.trainyard.api.Serialization;
import dev.trainyard.operator.admission.PodAdmission;
import dev.trainyard.operator.plan.Planner;
import dev.trainyard.operator.pods.PodReader;
import dev.trainyard.operator.reconcile.InjectedPodReconciler;
import dev.trainyard.operator.reconcile.JobKind;
import dev.trainyard.operator.reconcile.Reconciler;
import dev.trainyard.operator.reconcile.ReplicaPorts;
import dev.trainyard.operator.reconcile.ScheduleReconciler;
import dev.trainyard.operator.telemetry.Telemetry;
import dev.trainyard.operator.webhook.Webhook;
import dev.trainyard.operator.webhook.WebhookConfig;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The training operator: an ordinary client of an API server that makes the cluster match each training job. It keeps
 * nothing that it could not find again: closed, or killed between any two writes, another one goes on where it stopped.
 */
public final class Operator implements AutoCloseable {
    private final List<Reconciler<?>> reconcilers;
    private final ScheduleReconciler schedules;
    private final InjectedPodReconciler injectedPods;

    private Operator(
            List<Reconciler<?>> reconcilers, ScheduleReconciler schedules, InjectedPodReconciler injectedPods) {
        this.reconcilers = reconcilers;
        this.schedules = schedules;
        this.injectedPods = injectedPods;
    }

    /**
     * What the client of an operator is best made with. The operator works with {@link Serialization#kubernetes()} too,
     * which reads whole pods and costs more.
     */
    public static KubernetesSerialization serialization() {
        return Serialization.kubernetes(new SimpleModule().addDeserializer(Pod.class, new PodReader()));
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
        return new Operator(
                reconcilers,
                new ScheduleReconciler(client, kinds, config.namespace(), Clock.systemUTC()),
                new InjectedPodReconciler(client, config.namespace(), telemetry, Clock.systemUTC()));
    }

    /**
     * Serves the admission webhook, by which pods that are no training job's get an uploader. Whoever leads, all
     * replicas serve; it is called once a MutatingWebhookConfiguration says so.
     *
     * @throws IOException if the port is taken
     */
    public static Webhook serveWebhook(KubernetesClient client, OperatorConfig config, WebhookConfig webhook)
            throws IOException {
        // Asked with the first pod: a server that does not answer yet must not be taken for one that is old.
        Supplier<PodAdmission> admission = () -> new PodAdmission(
                config.namespace(), config.uploaderImage(), ServerCheck.askWhetherContainersRestart(client));
        return new Webhook(client, webhook, admission, Clock.systemUTC());
    }

    @Override
    public void close() {
        injectedPods.close();
        schedules.close();
        reconcilers.forEach(Reconciler::close);
    }
}
