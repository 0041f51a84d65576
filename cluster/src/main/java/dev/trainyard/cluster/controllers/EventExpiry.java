package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.Watched;
import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deletes an Event an hour after it was last seen to happen, as kube-apiserver's {@code --event-ttl}; sleeps until the
 * next is due.
 */
final class EventExpiry implements Controller {
    static final Duration TIME_TO_LIVE = Duration.ofHours(1);

    private final KubernetesClient client;
    private final Clock clock;
    private final Watched<Event, Instant> events;
    private final WorkQueue<String> queue = new WorkQueue<>("events", this::look);

    EventExpiry(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
        this.events = new Watched<>(
                client.v1().events().inAnyNamespace(), Event::new, event -> lastSeen(event, clock.instant()));
        events.listen((key, before, after) -> {
            if (before.isEmpty() && after.isPresent()) {
                queue.addAfter(key, left(after.get()));
            } else if (after.isEmpty()) {
                queue.remove(key);
            }
        });
    }

    @Override
    public void start() {
        queue.start();
        events.start();
    }

    private Duration left(Instant seen) {
        var left = Duration.between(clock.instant(), seen.plus(TIME_TO_LIVE));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Optional<Duration> look(String key) {
        var seen = events.get(key);
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        var left = left(seen.get());
        if (left.isPositive()) {
            return Optional.of(left);
        }
        var slash = key.indexOf('/');
        client.v1()
                .events()
                .inNamespace(key.substring(0, slash))
                .withName(key.substring(slash + 1))
                .delete();
        return Optional.empty();
    }

    /** The latest of the times that an Event bears; the given time where it bears none that can be read. */
    static Instant lastSeen(Event event, Instant otherwise) {
        var series = event.getSeries();
        return Stream.<@Nullable String>of(
                        event.getLastTimestamp(),
                        event.getFirstTimestamp(),
                        event.getMetadata().getCreationTimestamp(),
                        event.getEventTime() == null
                                ? null
                                : event.getEventTime().getTime(),
                        series == null || series.getLastObservedTime() == null
                                ? null
                                : series.getLastObservedTime().getTime())
                .map(EventExpiry::parse)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(otherwise);
    }

    private static @Nullable Instant parse(@Nullable String time) {
        try {
            return time == null ? null : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    @Override
    public void close() {
        queue.close();
        events.close();
    }
}
