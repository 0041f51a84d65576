package dev.trainyard.operator.reconcile;

import java.time.Duration;
import java.time.Instant;

/**
 * An event that is written once and then counted, as client-go does it. A repeat is written after a pause that doubles
 * up to 5 minutes; those in between are counted then.
 *
 * @param name the name of the Event
 * @param first when it happened first
 * @param last when it happened last
 * @param count how often it has happened
 * @param due when the next repeat is written
 * @param pause how long the repeats after that are only counted
 */
record RepeatedEvent(String name, Instant first, Instant last, int count, Instant due, Duration pause) {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** API servers keep events for an hour. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    static RepeatedEvent first(String name, Instant now) {
        return new RepeatedEvent(name, now, now, 1, now.plus(FIRST_PAUSE), FIRST_PAUSE.multipliedBy(2));
    }

    /** Whether it has not happened for so long that it is an event of its own when it does. */
    boolean isForgotten(Instant now) {
        return last.plus(FORGOTTEN_AFTER).isBefore(now);
    }

    /** Whether a repeat is written now. */
    boolean isDue(Instant now) {
        return !now.isBefore(due);
    }

    RepeatedEvent again(Instant now) {
        if (!isDue(now)) {
            return new RepeatedEvent(name, first, now, count + 1, due, pause);
        }
        var doubled = pause.multipliedBy(2);
        return new RepeatedEvent(
                name,
                first,
                now,
                count + 1,
                now.plus(pause),
                doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
    }
}
