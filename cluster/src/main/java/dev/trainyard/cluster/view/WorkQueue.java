package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys to look at, each at most once in the queue, one at a time, some of them later. Work that throws is tried again
 * with growing pauses, for ever; a conflict at once, since another writer came first and the next look sees what it
 * wrote.
 */
public final class WorkQueue<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int CONFLICT = 409;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    private final PriorityQueue<Due<K>> queue = new PriorityQueue<>();
    private final Map<K, Due<K>> waiting = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Work<K> work;
    private final Thread worker;
    private volatile boolean closed;

    /** Makes the world fit what is wanted for this key, and says when to look again though nothing has changed. */
    @FunctionalInterface
    public interface Work<K> {
        Optional<Duration> look(K key) throws Exception;
    }

    private record Due<K>(long nanos, K key) implements Comparable<Due<K>> {
        @Override
        public int compareTo(Due<K> other) {
            return Long.signum(nanos - other.nanos);
        }
    }

    /**
     * Makes a queue whose worker sleeps until {@link #start}, so that no key is looked at before the views are
     * complete.
     */
    public WorkQueue(String name, Work<K> work) {
        this.work = work;
        this.worker = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    public void start() {
        worker.start();
    }

    public void add(K key) {
        addAfter(key, Duration.ZERO);
    }

    /** Adds a key; where it waits already, the earlier of the two times counts. */
    public void addAfter(K key, Duration delay) {
        var due = new Due<>(System.nanoTime() + delay.toNanos(), key);
        lock.lock();
        try {
            var known = waiting.get(key);
            if (known == null || due.compareTo(known) < 0) {
                waiting.put(key, due);
                queue.add(due);
                sooner.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a key that is of no more interest. */
    public void remove(K key) {
        lock.lock();
        try {
            waiting.remove(key);
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!closed) {
                var key = next();
                look(key);
            }
        } catch (InterruptedException e) {
            if (!closed) {
                LOG.error("{} was interrupted and looks no more", worker.getName());
            }
        }
    }

    private K next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var first = queue.peek();
                if (first == null) {
                    sooner.await();
                } else if (!first.equals(waiting.get(first.key))) {
                    queue.remove();
                } else {
                    var pause = first.nanos - System.nanoTime();
                    if (pause <= 0) {
                        queue.remove();
                        waiting.remove(first.key);
                        return first.key;
                    }
                    sooner.await(pause, TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void look(K key) throws InterruptedException {
        try {
            var again = work.look(key);
            forget(key);
            again.ifPresent(delay -> addAfter(key, delay));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (closed || Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            var pause = pause(key);
            if (e instanceof KubernetesClientException refused && refused.getCode() == CONFLICT) {
                LOG.debug("{}: {} was changed by another, looking again in {}", worker.getName(), key, pause);
            } else {
                LOG.warn("{}: {} failed, trying again in {}: {}", worker.getName(), key, pause, e.toString());
                LOG.debug("{}: {}", worker.getName(), key, e);
            }
            addAfter(key, pause);
        }
    }

    private void forget(K key) {
        lock.lock();
        try {
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private Duration pause(K key) {
        lock.lock();
        try {
            var count = failures.merge(key, 1, Integer::sum);
            var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 10));
            return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        worker.interrupt();
    }
}
