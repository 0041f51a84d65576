package dev.trainyard.operator.reconcile;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.admission.InjectedPod;
import dev.trainyard.operator.artifacts.TrainerSignal;
import dev.trainyard.operator.artifacts.Upload;
import dev.trainyard.operator.plan.Artifacts;
import dev.trainyard.operator.pods.ReplicaPod;
import dev.trainyard.operator.telemetry.Telemetry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the uploaders that the webhook has put into pods how their trainers end. It watches them whether or not there
 * is a webhook now: pods live longer than options.
 */
public final class InjectedPodReconciler implements AutoCloseable {
    private static final int PARALLELISM = 4;
    private static final String CONTROLLER = "trainyard-injection";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    /** What stands for a framework in metrics. */
    private static final String KIND = "pod";

    private final KubernetesClient client;
    private final Telemetry telemetry;
    private final Clock clock;
    private final SharedIndexInformer<Pod> pods;
    private final EventRecorder events;
    private final WorkQueue<JobKey> queue;

    /** By UID, how the upload of each pod stood at the last look: people are told of what changes. */
    private final Map<String, ArtifactsStatus> before = new ConcurrentHashMap<>();

    /**
     * Begins to watch, and returns at once.
     *
     * @param namespace the only namespace to look at; all where empty
     */
    public InjectedPodReconciler(
            KubernetesClient client, Optional<String> namespace, Telemetry telemetry, Clock clock) {
        this.client = client;
        this.telemetry = telemetry;
        this.clock = clock;
        events = new EventRecorder(client, CONTROLLER, clock);
        queue = new WorkQueue<>(this::reconcile, PARALLELISM);
        pods = Cache.untiring(Cache.in(client.pods(), namespace).withLabel(Names.INJECTED))
                .itemStore(new LeanStore<>(Kept::of));
        pods.addEventHandler(new Changes<>(pod -> queue.add(JobKey.of(pod))));
        queue.open();
        pods.start();
    }

    private Optional<Duration> reconcile(JobKey key) {
        var pod = Optional.ofNullable(pods.getStore().getByKey(key.toString()));
        var seen = pod.flatMap(ReplicaPod::injected);
        if (seen.isEmpty()) {
            forget(key);
            return Optional.empty();
        }
        var state = InjectedPod.of(seen.get(), clock.instant());
        state.signal().ifPresent(signal -> tell(pod.get(), signal));
        announce(pod.get(), seen.get(), state.artifacts());
        return Optional.empty();
    }

    private void tell(Pod pod, TrainerSignal signal) {
        var patch = Map.of(
                "metadata",
                Map.of("uid", pod.getMetadata().getUid(), "annotations", Map.of(Names.TRAINER, signal.json())));
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .patch(MERGE, Serialization.kubernetes().asJson(patch));
        } catch (KubernetesClientException e) {
            if (!ServerAnswer.isGone(e)) {
                throw e;
            }
        }
    }

    /** An operator that has just started finds pods that have ended long ago, and has nothing new to say of them. */
    private void announce(Pod pod, ReplicaPod seen, ArtifactsStatus now) {
        var last = Optional.ofNullable(before.put(key(pod), now));
        if ((last.isEmpty() && seen.ended()) || last.filter(now::equals).isPresent()) {
            return;
        }
        Artifacts.events(last, Optional.of(now)).forEach(event -> events.record(pod, event));
        if (now.phase().equals(Upload.UPLOADED) || now.phase().equals(Upload.FAILED)) {
            telemetry.uploadEnded(pod.getMetadata().getNamespace(), KIND, now);
        }
    }

    private static String key(Pod pod) {
        return JobKey.of(pod) + "/" + pod.getMetadata().getUid();
    }

    private void forget(JobKey key) {
        before.keySet().removeIf(known -> known.startsWith(key + "/"));
    }

    @Override
    public void close() {
        pods.close();
        queue.close();
        events.close();
    }
}
