package dev.trainyard.operator.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the server has refused to make, such as pods for which there is no quota, and when it is asked again. Each
 * object has a pause of its own, which doubles, so that one that is denied does not hold up others.
 */
final class Refusals {
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** A quota that has become free is found within it. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private record Refusal(String message, int times, Instant until) {}

    private final Clock clock;
    private final Map<String, Map<String, Refusal>> byJob = new ConcurrentHashMap<>();

    Refusals(Clock clock) {
        this.clock = clock;
    }

    /** How long the object must wait; absent where the server may be asked for it. */
    Optional<Duration> pause(String jobUid, String name) {
        return Optional.ofNullable(ofJob(jobUid).get(name))
                .map(refusal -> Duration.between(clock.instant(), refusal.until()))
                .filter(Duration::isPositive);
    }

    /**
     * Remembers a refusal.
     *
     * @return whether it is news: the object was not refused before, or in other words
     */
    boolean add(String jobUid, String name, String message) {
        var ofJob = byJob.computeIfAbsent(jobUid, _ -> new ConcurrentHashMap<>());
        var before = Optional.ofNullable(ofJob.get(name));
        int times = before.map(Refusal::times).orElse(0);
        var doubled = FIRST.multipliedBy(1L << Math.min(times, 10));
        var pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        ofJob.put(name, new Refusal(message, times + 1, clock.instant().plus(pause)));
        return before.filter(refusal -> refusal.message().equals(message)).isEmpty();
    }

    /**
     * Forgets the refusal of an object that is there now.
     *
     * @return whether it was refused before
     */
    boolean remove(String jobUid, String name) {
        var ofJob = byJob.get(jobUid);
        return ofJob != null && ofJob.remove(name) != null;
    }

    void forget(String jobUid) {
        byJob.remove(jobUid);
    }

    /** Why the server refuses, in its words, by the names of objects. */
    Map<String, String> messages(String jobUid) {
        var messages = new TreeMap<String, String>();
        ofJob(jobUid).forEach((name, refusal) -> messages.put(name, refusal.message()));
        return messages;
    }

    private Map<String, Refusal> ofJob(String jobUid) {
        return byJob.getOrDefault(jobUid, Map.of());
    }
}
