package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what was done with an object, as Events. The same words about the same object count up one Event. An
 * Event that cannot be written is dropped with a line in the log: the work goes on.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int REMEMBERED = 256;

    private final KubernetesClient client;
    private final String component;
    private final Clock clock;
    private final Map<Said, Told> told = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Said, Told> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Said(String uid, String reason, String message) {}

    private record Told(String name, int count) {}

    public Events(KubernetesClient client, String component, Clock clock) {
        this.client = client;
        this.component = component;
        this.clock = clock;
    }

    public void normal(ObjectReference about, String reason, String message) {
        write(about, "Normal", reason, message);
    }

    public void warning(ObjectReference about, String reason, String message) {
        write(about, "Warning", reason, message);
    }

    private synchronized void write(ObjectReference about, String type, String reason, String message) {
        var said = new Said(about.getUid() == null ? about.getName() : about.getUid(), reason, message);
        var namespace = about.getNamespace() == null ? "default" : about.getNamespace();
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try {
            var before = told.get(said);
            if (before != null && countUp(namespace, before, now)) {
                told.put(said, new Told(before.name(), before.count() + 1));
            } else {
                var event = event(about, namespace, type, reason, message, now);
                client.v1().events().inNamespace(namespace).resource(event).create();
                told.put(said, new Told(event.getMetadata().getName(), 1));
            }
        } catch (KubernetesClientException e) {
            LOG.info("The event {} of {} could not be written: {}", reason, about.getName(), e.getMessage());
        }
    }

    /** False where the Event is gone: their time is an hour. */
    private boolean countUp(String namespace, Told before, Instant now) {
        var event = client.v1()
                .events()
                .inNamespace(namespace)
                .withName(before.name())
                .get();
        if (event == null) {
            return false;
        }
        event.setCount(before.count() + 1);
        event.setLastTimestamp(now.toString());
        client.v1().events().inNamespace(namespace).resource(event).update();
        return true;
    }

    private Event event(
            ObjectReference about, String namespace, String type, String reason, String message, Instant now) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(about.getName() + "." + Long.toHexString(System.nanoTime()))
                .endMetadata()
                .withInvolvedObject(about)
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withNewSource()
                .withComponent(component)
                .endSource()
                .withReportingComponent(component)
                .withReportingInstance(component)
                .withCount(1)
                .withFirstTimestamp(now.toString())
                .withLastTimestamp(now.toString())
                .build();
    }
}
