package dev.trainyard.cluster.scheduler;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pods that have no node: ready ones in the order of their priority, those that failed a moment ago in their
 * back-off, and those parked until the cluster changes. What changes while a pod is being tried is not lost: such a pod
 * is not parked. Parked pods are tried again every five minutes though nothing has changed, should a change ever have
 * been missed.
 */
final class SchedulingQueue {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_PARKED = Duration.ofMinutes(5);

    /**
     * A pod taken from the queue, to be given back with {@link #park}, {@link #retry} or {@link #forget}.
     *
     * @param changes how many changes of the cluster had been seen when it was taken
     */
    record Attempt(String pod, long changes) {}

    private record Waiting(String pod, int priority, String created, int failures, long notBefore) {
        Waiting failed(long now) {
            var pause = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures, 10));
            var bounded = pause.compareTo(LONGEST_BACKOFF) < 0 ? pause : LONGEST_BACKOFF;
            return new Waiting(pod, priority, created, failures + 1, now + bounded.toNanos());
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Waiting> known = new HashMap<>();
    private final PriorityQueue<Waiting> ready = new PriorityQueue<>(Comparator.comparingInt(Waiting::priority)
            .reversed()
            .thenComparing(Waiting::created)
            .thenComparing(Waiting::pod));
    private final PriorityQueue<Waiting> backingOff =
            new PriorityQueue<>((a, b) -> Long.signum(a.notBefore() - b.notBefore()));
    private final Map<String, Waiting> parked = new HashMap<>();
    private long changes;

    /** Adds a pod, or tries it at once where it was parked: it itself has changed. */
    void add(String pod, int priority, String created) {
        locked(() -> {
            var before = known.get(pod);
            if (before == null || parked.remove(pod) != null) {
                var waiting = new Waiting(pod, priority, created, before == null ? 0 : before.failures(), 0);
                known.put(pod, waiting);
                ready.add(waiting);
            } else {
                // It may be under way, with what it was before.
                changes++;
            }
        });
    }

    void forget(String pod) {
        locked(() -> {
            var waiting = known.remove(pod);
            parked.remove(pod);
            if (waiting != null) {
                ready.remove(waiting);
                backingOff.remove(waiting);
            }
        });
    }

    /** The cluster has changed: what was parked is tried again, after its back-off. */
    void moveAll() {
        locked(() -> {
            changes++;
            backingOff.addAll(parked.values());
            parked.clear();
        });
    }

    /** Gives back a pod that fits nowhere: it waits for a change of the cluster. */
    void park(Attempt attempt, long now) {
        locked(() -> {
            var waiting = failed(attempt, now);
            if (waiting != null) {
                if (changes == attempt.changes()) {
                    parked.put(waiting.pod(), waiting);
                } else {
                    backingOff.add(waiting);
                }
            }
        });
    }

    /** Gives back a pod whose placing failed for no reason of its own: it is tried again after its back-off. */
    void retry(Attempt attempt, long now) {
        locked(() -> {
            var waiting = failed(attempt, now);
            if (waiting != null) {
                backingOff.add(waiting);
            }
        });
    }

    private @Nullable Waiting failed(Attempt attempt, long now) {
        var before = known.get(attempt.pod());
        if (before == null) {
            return null;
        }
        var after = before.failed(now);
        known.put(attempt.pod(), after);
        return after;
    }

    /** The next pod to try; waits until there is one. */
    Attempt take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var now = System.nanoTime();
                while (!backingOff.isEmpty() && backingOff.peek().notBefore() - now <= 0) {
                    ready.add(backingOff.remove());
                }
                var first = ready.poll();
                if (first != null) {
                    return new Attempt(first.pod(), changes);
                }
                var next = backingOff.peek();
                if (next != null) {
                    changed.await(next.notBefore() - now, TimeUnit.NANOSECONDS);
                } else if (!changed.await(LONGEST_PARKED.toMillis(), TimeUnit.MILLISECONDS)) {
                    moveAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
