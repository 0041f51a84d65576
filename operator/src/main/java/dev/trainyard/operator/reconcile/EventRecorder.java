package dev.trainyard.operator.reconcile;

import dev.trainyard.operator.plan.JobEvent;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events of jobs, beside the work rather than in its way: they are for people, and one that is lost harms
 * nothing. The same event of a job is written once in ten minutes.
 */
final class EventRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int REMEMBERED = 4096;
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final String component;
    private final Clock clock;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(1024);
    private final Thread writer;
    private final AtomicLong number;
    private final Map<String, Instant> said = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    EventRecorder(KubernetesClient client, String component, Clock clock) {
        this.client = client;
        this.component = component;
        this.clock = clock;
        number = new AtomicLong(clock.instant().toEpochMilli() << 20);
        writer = Thread.ofVirtual().name("operator-events").start(this::write);
    }

    void record(HasMetadata job, JobEvent event) {
        if (isNew(job, event) && !queue.offer(event(job, event))) {
            LOG.debug("event dropped, the API server does not keep up: {}", event);
        }
    }

    private synchronized boolean isNew(HasMetadata job, JobEvent event) {
        var key = job.getMetadata().getUid() + event;
        var before = said.get(key);
        if (before != null && before.plus(SILENCE).isAfter(clock.instant())) {
            return false;
        }
        said.put(key, clock.instant());
        return true;
    }

    private Event event(HasMetadata job, JobEvent event) {
        var metadata = job.getMetadata();
        var time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withName(metadata.getName() + "." + Long.toHexString(number.incrementAndGet()))
                .withNamespace(metadata.getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(job.getApiVersion())
                .withKind(job.getKind())
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .endInvolvedObject()
                .withType(event.type())
                .withReason(event.reason())
                .withMessage(event.message())
                .withNewSource()
                .withComponent(component)
                .endSource()
                .withReportingComponent(component)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withCount(1)
                .build();
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
        try {
            client.v1().events().resource(event).create();
        } catch (RuntimeException e) {
            // Whatever it was, the next event may come through.
            LOG.debug("event not written: {}", event.getMessage(), e);
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
