package dev.trainyard.operator.reconcile;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a worker for keys that were added: never twice at once for one key, again where the key was added meanwhile,
 * and once for many additions that came before it got round to it. After each call a key rests, so that the changes of
 * a burst, such as the pods of a job that all start, are seen together. A worker that fails is called again after a
 * pause that doubles.
 */
final class WorkQueue<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration REST = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** What is done for a key. */
    interface Worker<K> {
        /** Does it, and says when to do it again though nothing may have been added; empty for never. */
        Optional<Duration> work(K key) throws Exception;
    }

    private final Worker<K> worker;
    private final Semaphore permits;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor timer;

    private final Set<K> waiting = new HashSet<>();
    /** Worked on, or resting. */
    private final Set<K> working = new HashSet<>();

    private final Map<K, Future<?>> wakeUps = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private boolean open;

    /**
     * Makes a queue that works once it is opened.
     *
     * @param parallelism how many keys are worked on at a time
     */
    WorkQueue(Worker<K> worker, int parallelism) {
        this.worker = worker;
        permits = new Semaphore(parallelism);
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("operator-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    synchronized void add(K key) {
        if (!threads.isShutdown() && waiting.add(key) && open && !working.contains(key)) {
            start(key);
        }
    }

    /** Begins to work, at first on what was added before. */
    synchronized void open() {
        open = true;
        waiting.forEach(this::start);
    }

    private void start(K key) {
        working.add(key);
        threads.execute(() -> {
            permits.acquireUninterruptibly();
            try {
                run(key);
            } finally {
                permits.release();
            }
        });
    }

    private void run(K key) {
        begin(key);
        try {
            var next = worker.work(key);
            succeeded(key);
            finish(key, next);
        } catch (Exception e) {
            finish(key, Optional.of(failed(key, e)));
        }
    }

    private synchronized void begin(K key) {
        waiting.remove(key);
        var wakeUp = wakeUps.remove(key);
        if (wakeUp != null) {
            wakeUp.cancel(false);
        }
    }

    private synchronized void succeeded(K key) {
        failures.remove(key);
    }

    private synchronized Duration failed(K key, Exception e) {
        int times = failures.merge(key, 1, Integer::sum);
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, 20));
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        if (e instanceof TryAgain || threads.isShutdown()) {
            LOG.debug("{}: {}; again in {}", key, e.getMessage(), pause);
        } else {
            LOG.warn("{}: {}; again in {}", key, ServerAnswer.reason(e), pause);
            LOG.debug("{}", key, e);
        }
        return pause;
    }

    private synchronized void finish(K key, Optional<Duration> next) {
        if (threads.isShutdown()) {
            return;
        }
        var _ = timer.schedule(() -> rested(key), REST.toMillis(), TimeUnit.MILLISECONDS);
        if (!waiting.contains(key)) {
            next.ifPresent(pause -> wakeUps.put(
                    key, timer.schedule(() -> add(key), Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS)));
        }
    }

    private synchronized void rested(K key) {
        working.remove(key);
        if (waiting.contains(key) && !threads.isShutdown()) {
            start(key);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            timer.shutdownNow();
            threads.shutdownNow();
        }
        threads.close();
    }
}
