package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events, one after the other and beside the work that they tell of. The same event again raises the count of
 * the first one, as with client-go.
 */
final class EventRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int REMEMBERED = 1024;
    private static final int QUEUED = 4096;

    private final KubernetesClient client;
    private final String node;
    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>(QUEUED);
    private final Map<Key, Event> written = new LinkedHashMap<>();
    private final Thread writer;

    private record Key(String uid, String field, String reason, String message) {
        static Key of(Event event) {
            var object = event.getInvolvedObject();
            return new Key(
                    String.valueOf(object.getUid()),
                    String.valueOf(object.getFieldPath()),
                    event.getReason(),
                    event.getMessage());
        }
    }

    EventRecorder(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
        this.writer = Thread.ofVirtual().name("events").start(this::write);
    }

    /** Of a pod as a whole. */
    void pod(Pod pod, boolean warning, String reason, String message) {
        record(reference(pod).build(), warning, reason, message);
    }

    /** Of one container of it. */
    void container(Pod pod, String container, boolean warning, String reason, String message) {
        var init = pod.getSpec().getInitContainers().stream()
                .anyMatch(candidate -> candidate.getName().equals(container));
        var field = "spec." + (init ? "initContainers" : "containers") + "{" + container + "}";
        record(reference(pod).withFieldPath(field).build(), warning, reason, message);
    }

    /** Of the node. */
    void node(boolean warning, String reason, String message) {
        var reference = new ObjectReferenceBuilder()
                .withKind("Node")
                .withName(node)
                .withUid(node)
                .build();
        record(reference, warning, reason, message);
    }

    private static ObjectReferenceBuilder reference(Pod pod) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion());
    }

    private void record(ObjectReference object, boolean warning, String reason, String message) {
        var namespace = object.getNamespace() == null ? "default" : object.getNamespace();
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var event = new EventBuilder()
                .withNewMetadata()
                .withName(object.getName() + "." + Long.toHexString(System.nanoTime()))
                .withNamespace(namespace)
                .endMetadata()
                .withInvolvedObject(object)
                .withType(warning ? "Warning" : "Normal")
                .withReason(reason)
                .withMessage(message.length() > 1024 ? message.substring(0, 1021) + "..." : message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource("kubelet", node)
                .withReportingComponent("kubelet")
                .withReportingInstance(node)
                .build();
        if (!queue.offer(event)) {
            LOG.warn("Too many events wait to be written; dropped {} {}", reason, message);
        }
    }

    private void write() {
        try {
            while (true) {
                write(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Event event) {
        var key = Key.of(event);
        var before = written.remove(key);
        try {
            written.put(key, before == null ? create(event) : countUp(before, event));
        } catch (KubernetesClientException e) {
            LOG.debug("Event {} {} could not be written", event.getReason(), event.getMessage(), e);
        }
        if (written.size() > REMEMBERED) {
            written.remove(written.keySet().iterator().next());
        }
    }

    private Event create(Event event) {
        return client.v1().events().resource(event).create();
    }

    private Event countUp(Event before, Event again) {
        var patch =
                "{\"count\":%d,\"lastTimestamp\":\"%s\"}".formatted(before.getCount() + 1, again.getLastTimestamp());
        try {
            return client.v1()
                    .events()
                    .inNamespace(before.getMetadata().getNamespace())
                    .withName(before.getMetadata().getName())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) { // It has expired.
                return create(again);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
