package dev.trainyard.operator.reconcile;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a worker for keys that were added: never twice at once for one key, again where the key was added meanwhile,
 * and once for many additions that came before its turn. After each call a key rests, so that one look sees all changes
 * of a burst. A worker that fails is called again after a pause that doubles.
 *
 * <p>Keys that are added to the front are taken before the others, so that the pods of new jobs are made before the
 * statuses of older jobs are written. The others still get one turn in eight.
 */
final class WorkQueue<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration REST = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** How many keys are taken from the front in a row while others wait. */
    private static final int IN_A_ROW = 7;

    /** What is done for a key. */
    interface Worker<K> {
        /** Does it, and says when to do it again though nothing may have been added; empty for never. */
        Optional<Duration> work(K key) throws Exception;
    }

    private final Worker<K> worker;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor timer;

    /** Keys in line, in the order in which they were added. */
    private final Set<K> front = new LinkedHashSet<>();

    private final Set<K> others = new LinkedHashSet<>();
    /** Keys that a worker is called for, or that rest. */
    private final Set<K> busy = new HashSet<>();
    /** Keys that were added while they were busy, and whether to the front. */
    private final Map<K, Boolean> again = new HashMap<>();

    private final Map<K, ScheduledFuture<?>> wakeUps = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private int idle;
    private int fromFront;
    private boolean open;

    /**
     * Makes a queue that works once it is opened.
     *
     * @param parallelism how many keys are worked on at a time
     */
    WorkQueue(Worker<K> worker, int parallelism) {
        this.worker = worker;
        idle = parallelism;
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("operator-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Has the key worked on when its turn comes. */
    void add(K key) {
        add(key, false);
    }

    /** Has the key worked on before those that were added by {@link #add}. */
    void addToFront(K key) {
        add(key, true);
    }

    /** Has the key worked on once this time has passed, if nothing adds it before. */
    synchronized void addWithin(K key, Duration delay) {
        if (threads.isShutdown() || isInLine(key)) {
            return;
        }
        var known = wakeUps.get(key);
        if (known != null && known.getDelay(TimeUnit.MILLISECONDS) <= delay.toMillis()) {
            return;
        }
        cancelWakeUp(key);
        wakeUps.put(key, timer.schedule(() -> add(key), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS));
    }

    /** Begins to work, at first on what was added before. */
    synchronized void open() {
        open = true;
        startIdle();
    }

    private synchronized void add(K key, boolean toFront) {
        if (threads.isShutdown()) {
            return;
        }
        cancelWakeUp(key);
        if (busy.contains(key)) {
            again.merge(key, toFront, Boolean::logicalOr);
        } else {
            line(key, toFront);
            startIdle();
        }
    }

    private void line(K key, boolean toFront) {
        if (toFront) {
            others.remove(key);
            front.add(key);
        } else if (!front.contains(key)) {
            others.add(key);
        }
    }

    private boolean isInLine(K key) {
        return front.contains(key) || others.contains(key) || again.containsKey(key);
    }

    private void cancelWakeUp(K key) {
        var wakeUp = wakeUps.remove(key);
        if (wakeUp != null) {
            wakeUp.cancel(false);
        }
    }

    private void startIdle() {
        while (open && idle > 0 && !(front.isEmpty() && others.isEmpty())) {
            idle--;
            var key = take();
            busy.add(key);
            threads.execute(() -> run(key));
        }
    }

    private K take() {
        boolean othersTurn = front.isEmpty() || (fromFront >= IN_A_ROW && !others.isEmpty());
        fromFront = othersTurn ? 0 : fromFront + 1;
        var line = (othersTurn ? others : front).iterator();
        var key = line.next();
        line.remove();
        return key;
    }

    private void run(K key) {
        Optional<Duration> next;
        try {
            next = worker.work(key);
            succeeded(key);
        } catch (Throwable e) {
            // Errors too: one job that uses up the stack or the memory must not take a worker from all others.
            next = Optional.of(failed(key, e));
        }
        finish(key, next);
    }

    private synchronized void succeeded(K key) {
        failures.remove(key);
    }

    private synchronized Duration failed(K key, Throwable e) {
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
        idle++;
        if (threads.isShutdown()) {
            return;
        }
        var _ = timer.schedule(() -> rested(key), REST.toMillis(), TimeUnit.MILLISECONDS);
        next.ifPresent(pause -> addWithin(key, pause));
        startIdle();
    }

    private synchronized void rested(K key) {
        busy.remove(key);
        var toFront = again.remove(key);
        if (toFront != null && !threads.isShutdown()) {
            line(key, toFront);
            startIdle();
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
