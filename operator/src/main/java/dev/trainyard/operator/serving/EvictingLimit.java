package dev.trainyard.operator.serving;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Admits a number of threads. One more does not wait: the thread that has been inside for the longest time is
 * interrupted. So clients that send nothing lose their place to those that come after them. An interrupt closes the
 * socket that the thread reads from or writes to.
 */
public final class EvictingLimit {
    private final int limit;
    private final SequencedSet<Thread> inside = new LinkedHashSet<>();

    /** Something that may fail as I/O does. */
    public interface Work<E extends Exception> {
        void run() throws E;
    }

    public EvictingLimit(int limit) {
        this.limit = limit;
    }

    /** Runs it in this thread, which may be interrupted meanwhile. */
    public <E extends Exception> void run(Work<E> work) throws E {
        enter().ifPresent(Thread::interrupt);
        try {
            work.run();
        } finally {
            leave();
        }
    }

    private synchronized Optional<Thread> enter() {
        var evicted = inside.size() >= limit ? Optional.of(inside.removeFirst()) : Optional.<Thread>empty();
        inside.addLast(Thread.currentThread());
        return evicted;
    }

    private synchronized void leave() {
        inside.remove(Thread.currentThread());
    }
}
