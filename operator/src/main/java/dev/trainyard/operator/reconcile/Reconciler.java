package dev.trainyard.operator.reconcile;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.operator.plan.NodeHealth;
import dev.trainyard.operator.plan.Observed;
import dev.trainyard.operator.plan.Planner;
import dev.trainyard.operator.plan.StuckPods;
import dev.trainyard.operator.plan.TrainingJob;
import dev.trainyard.operator.pods.ReplicaPod;
import dev.trainyard.operator.telemetry.JobChange;
import dev.trainyard.operator.telemetry.Telemetry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the cluster match each job of one kind: observe, plan, apply. */
public final class Reconciler<J extends CustomResource<?, JobStatus>> implements AutoCloseable {
    private final KubernetesClient client;
    private final JobKind<J> kind;
    private final Planner planner;
    private final Telemetry telemetry;
    private final Clock clock;
    private final Cache<J> cache;
    private final ArtifactStores stores;
    private final ReplicaPorts ports;
    private final EventRecorder events;
    private final PlanExecutor<J> executor;
    private final WorkQueue<JobKey> queue;

    /** When the jobs came that wait for their first look: what they need must have been there by then. */
    private final Map<JobKey, Long> arrivals = new ConcurrentHashMap<>();

    /**
     * Begins to watch the jobs, and has seen them all when it returns.
     *
     * @param namespace the only namespace to look at; all where empty
     * @param ports hands out ports to the replicas of all kinds of jobs
     * @param parallelism how many jobs are worked on at a time
     * @param telemetry told of what is done
     */
    public Reconciler(
            KubernetesClient client,
            JobKind<J> kind,
            Planner planner,
            Optional<String> namespace,
            ReplicaPorts ports,
            int parallelism,
            Telemetry telemetry,
            Clock clock) {
        this.client = client;
        this.kind = kind;
        this.planner = planner;
        this.telemetry = telemetry;
        this.clock = clock;
        cache = new Cache<>(client, kind, namespace, planner.gangScheduler(), clock);
        stores = new ArtifactStores(client);
        this.ports = ports;
        events = new EventRecorder(client, kind.framework().controller(), clock);
        executor = new PlanExecutor<>(client, kind, cache, events, telemetry, clock);
        queue = new WorkQueue<>(this::reconcile, parallelism);
        cache.start(new QueuedLooks(), new PortKeeper());
    }

    /** Begins to act. Where ports are handed out, the jobs of all kinds must have been seen. */
    public void begin() {
        queue.open();
    }

    private Optional<Duration> reconcile(JobKey key) {
        var since = Optional.ofNullable(arrivals.remove(key)).orElseGet(System::nanoTime);
        var resource = cache.job(key);
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        var job = kind.read().apply(resource.get());
        var now = clock.instant();
        var observed = observe(resource.get(), job, now, since);
        var plan = planner.plan(job, observed, now);
        return executor.apply(resource.get(), job, plan);
    }

    private Observed observe(J resource, TrainingJob job, Instant now, long since) {
        var watched = replicas(cache.pods(resource));
        var pods = job.missesPods(watched) ? replicas(listed(resource, job)) : watched;
        return new Observed(
                pods,
                cache.services(resource),
                ports.of(job),
                job.needsStores(pods) ? stores.in(job.namespace(), since) : List.of(),
                job.autoscales() ? autoscaler(resource) : Optional.empty(),
                nodes(StuckPods.nodes(pods, now)),
                cache.podGroup(resource),
                executor.refused(job.uid()),
                executor.logs(job.uid()));
    }

    private Map<String, NodeHealth> nodes(Set<String> names) {
        return names.stream().collect(Collectors.toMap(Function.identity(), this::node));
    }

    private NodeHealth node(String name) {
        try {
            return Optional.ofNullable(client.nodes().withName(name).get())
                    .map(NodeHealth::of)
                    .orElse(NodeHealth.GONE);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return NodeHealth.HIDDEN;
            }
            throw e;
        }
    }

    private List<ReplicaPod> replicas(List<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> ReplicaPod.of(pod, kind.framework().containerName()).stream())
                .toList();
    }

    /** The job's pods as the server has them now. */
    private List<Pod> listed(J resource, TrainingJob job) {
        return client.pods().inNamespace(job.namespace()).withLabels(job.selector()).list().getItems().stream()
                .filter(pod -> Cache.isOwned(pod, resource))
                .toList();
    }

    /** Asks the server: jobs that scale by themselves are few, and a watch on all autoscalers is not. */
    private Optional<HorizontalPodAutoscaler> autoscaler(J resource) {
        return Optional.ofNullable(client.autoscaling()
                        .v2()
                        .horizontalPodAutoscalers()
                        .inNamespace(resource.getMetadata().getNamespace())
                        .withName(resource.getMetadata().getName())
                        .get())
                .filter(autoscaler -> Cache.isOwned(autoscaler, resource));
    }

    @Override
    public void close() {
        cache.close();
        queue.close();
        events.close();
    }

    private final class QueuedLooks implements Looks {
        @Override
        public void first(JobKey job) {
            arrivals.put(job, System.nanoTime());
            queue.addToFront(job);
        }

        @Override
        public void soon(JobKey job) {
            queue.add(job);
        }

        @Override
        public void forStatus(JobKey job) {
            queue.addWithin(job, StatusPace.AFTER_PODS);
        }
    }

    private final class PortKeeper implements ResourceEventHandler<J> {
        @Override
        public void onAdd(J job) {
            ports.learn(kind.read().apply(job));
        }

        @Override
        public void onUpdate(J before, J job) {
            ports.learn(kind.read().apply(job));
        }

        @Override
        public void onDelete(J job, boolean deletedFinalStateUnknown) {
            ports.forget(job.getMetadata().getUid());
            executor.forget(job.getMetadata().getUid());
            telemetry.job(job.getMetadata().getNamespace(), kind.framework().containerName(), JobChange.DELETED);
        }
    }
}
