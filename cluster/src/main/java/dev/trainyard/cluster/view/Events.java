package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.EventSource;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what was done with an object, as Events: one after the other, and beside the work that they tell of. The
 * same words about the same object count up one Event, as with client-go. An Event that cannot be written is dropped
 * with a line in the log: the work goes on.
 */
public final class Events implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int REMEMBERED = 1024;
    private static final int QUEUED = 4096;
    private static final int LONGEST_MESSAGE = 1024;

    private final KubernetesClient client;
    private final EventSource source;
    private final Clock clock;
    private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>(QUEUED);
    private final Map<Said, Event> written = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Said, Event> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Thread writer;

    private record Said(ObjectReference about, String reason, String message) {}

    /** Events of a component that is one for the whole cluster. */
    public Events(KubernetesClient client, String component, Clock clock) {
        this(client, new EventSource(component, null), clock);
    }

    /**
     * Events of a component, whichever it is.
     *
     * @param source who tells, and on which host if it is bound to one
     */
    public Events(KubernetesClient client, EventSource source, Clock clock) {
        this.client = client;
        this.source = source;
        this.clock = clock;
        this.writer = Thread.ofVirtual().name("events-" + source.getComponent()).start(this::write);
    }

    public void normal(ObjectReference about, String reason, String message) {
        tell(about, "Normal", reason, message);
    }

    public void warning(ObjectReference about, String reason, String message) {
        tell(about, "Warning", reason, message);
    }

    private void tell(ObjectReference about, String type, String reason, String message) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        var event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(Optional.ofNullable(about.getNamespace()).orElse("default"))
                .withName(about.getName() + "." + Long.toHexString(System.nanoTime()))
                .endMetadata()
                .withInvolvedObject(about)
                .withType(type)
                .withReason(reason)
                .withMessage(shortened(message))
                .withSource(source)
                .withReportingComponent(source.getComponent())
                .withReportingInstance(Optional.ofNullable(source.getHost()).orElse(source.getComponent()))
                .withCount(1)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .build();
        if (!queue.offer(event)) {
            LOG.warn("Too many events wait to be written; dropped {} of {}: {}", reason, about.getName(), message);
        }
    }

    private static String shortened(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE - 3) + "..." : message;
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
        var said = said(event);
        var before = written.remove(said);
        try {
            written.put(said, before == null ? create(event) : countUp(before, event));
        } catch (KubernetesClientException e) {
            LOG.info(
                    "The event {} of {} could not be written: {}",
                    event.getReason(),
                    event.getInvolvedObject().getName(),
                    e.getMessage());
        }
    }

    private static Said said(Event event) {
        var about = event.getInvolvedObject().edit().withResourceVersion(null).build();
        return new Said(about, event.getReason(), event.getMessage());
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

    /** Writes nothing more. */
    @Override
    public void close() {
        writer.interrupt();
    }
}
