package dev.trainyard.operator.reconcile;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.plan.JobEvent;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events of jobs, beside the work rather than in its way: they are for people, and one that is lost harms
 * nothing. The same event of a job is written once, and its repeats are counted.
 */
final class EventRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int REMEMBERED = 4096;
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final String component;
    private final Clock clock;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(1024);
    private final Thread writer;
    private final AtomicLong number;
    private final Map<String, RepeatedEvent> said = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RepeatedEvent> eldest) {
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
        due(job, event)
                .filter(repeated -> !queue.offer(event(job, event, repeated)))
                .ifPresent(_ -> LOG.debug("event dropped, the API server does not keep up: {}", event));
    }

    /** What is to be written of it now; absent where it is only counted. */
    private synchronized Optional<RepeatedEvent> due(HasMetadata job, JobEvent event) {
        var key = job.getMetadata().getUid() + event;
        var now = clock.instant();
        var before = Optional.ofNullable(said.get(key)).filter(known -> !known.isForgotten(now));
        var repeated = before.map(known -> known.again(now))
                .orElseGet(() -> RepeatedEvent.first(
                        job.getMetadata().getName() + "." + Long.toHexString(number.incrementAndGet()), now));
        said.put(key, repeated);
        return before.filter(known -> !known.isDue(now)).isPresent() ? Optional.empty() : Optional.of(repeated);
    }

    private Event event(HasMetadata job, JobEvent event, RepeatedEvent repeated) {
        var metadata = job.getMetadata();
        return new EventBuilder()
                .withNewMetadata()
                .withName(repeated.name())
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
                .withFirstTimestamp(time(repeated.first()))
                .withLastTimestamp(time(repeated.last()))
                .withCount(repeated.count())
                .build();
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
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
            if (event.getCount() == 1 || !isCounted(event)) {
                client.v1().events().resource(event).create();
            }
        } catch (RuntimeException e) {
            // Whatever it was, the next event may come through.
            LOG.debug("event not written: {}", event.getMessage(), e);
        }
    }

    /** Whether it was there, and has its new count. */
    private boolean isCounted(Event event) {
        var count = Map.of("count", event.getCount(), "lastTimestamp", event.getLastTimestamp());
        try {
            client.v1()
                    .events()
                    .resource(event)
                    .patch(MERGE, Serialization.kubernetes().asJson(count));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
