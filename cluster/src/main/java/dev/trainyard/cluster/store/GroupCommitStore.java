package dev.trainyard.cluster.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The store over a journal: all objects in memory, one thread that writes.
 *
 * <p>The writer takes whatever has queued up while it was busy, commits it to the journal as one batch, and only then
 * shows it to readers, tells watchers and answers the callers. So the cost of a disk flush is shared by all who wait
 * for one.
 */
final class GroupCommitStore implements Store {
    private static final int LARGEST_TELLING = 512;

    private final Journal journal;
    private final StoreLimit limit;
    private final Thread writer;

    /** Guards everything below. Held for memory work only, never during a commit. */
    private final ReentrantLock lock = new ReentrantLock();

    private final NavigableMap<String, Entry> entries = new TreeMap<>();
    private long weight;
    private final History history;
    private final Set<Follower> followers = new HashSet<>();
    /** Each caller has at most one write in here and waits for it, so it is as long as there are callers. */
    private List<Pending> queue = new ArrayList<>();

    private final Condition queued = lock.newCondition();
    private boolean closed;

    private record Pending(Write write, CompletableFuture<Entry> answer) {}

    GroupCommitStore(Journal journal, HistoryLimit historyLimit, StoreLimit limit) {
        this.journal = journal;
        this.limit = limit;
        history = new History(historyLimit, journal.load(this::put));
        writer = Thread.ofPlatform().name("store-writer").daemon().start(this::writeUntilClosed);
    }

    @Override
    public long revision() {
        lock.lock();
        try {
            return history.latest();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Entry> get(String key) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(key));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Page list(String prefix, ListQuery query) {
        lock.lock();
        try {
            NavigableMap<String, Entry> range = entries.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
            long revision = query.revision().orElse(history.latest());
            if (revision != history.latest()) {
                range = history.rewind(range, prefix, revision);
            }
            if (query.after().isPresent()) {
                range = range.tailMap(query.after().get(), false);
            }
            if (query.limit() == 0) {
                return new Page(List.copyOf(range.values()), revision, 0);
            }
            List<Entry> page = range.values().stream().limit(query.limit()).toList();
            return new Page(page, revision, range.size() - page.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Entry create(String key, Content content) {
        return submit(new Write(key, Write.ABSENT, false, content));
    }

    @Override
    public Entry update(String key, long expectedRevision, Content content) {
        return submit(new Write(key, requirePresent(expectedRevision), false, content));
    }

    @Override
    public Entry delete(String key, long expectedRevision, Content lastState) {
        return submit(new Write(key, requirePresent(expectedRevision), true, lastState));
    }

    private static long requirePresent(long expectedRevision) {
        if (expectedRevision <= Write.ABSENT) {
            throw new IllegalArgumentException("expectedRevision is " + expectedRevision + "; revisions begin at 1");
        }
        return expectedRevision;
    }

    private Entry submit(Write write) {
        Pending pending = new Pending(write, new CompletableFuture<>());
        lock.lock();
        try {
            if (closed) {
                throw new StoreException.Closed();
            }
            queue.add(pending);
            queued.signal();
        } finally {
            lock.unlock();
        }
        try {
            return pending.answer().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw e;
        }
    }

    private void writeUntilClosed() {
        List<Pending> batch = List.of();
        try {
            while (true) {
                batch = takeQueued();
                if (batch.isEmpty()) {
                    return;
                }
                commit(batch);
            }
        } finally {
            // Only an Error brings us here with callers still waiting: nobody may wait for ever.
            end().forEach(left -> left.answer().completeExceptionally(new StoreException.Closed()));
            batch.forEach(left -> left.answer().completeExceptionally(new StoreException.Closed()));
        }
    }

    /** Waits for writes and takes all there are; none when the store is closed and everything is written. */
    private List<Pending> takeQueued() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                queued.awaitUninterruptibly();
            }
            List<Pending> taken = queue;
            queue = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<Pending> pending) {
        // Only this thread changes the entries and the revision, so they stay as they are between the judgement and the
        // end.
        Batch batch = Batch.judge(pending.stream().map(Pending::write).toList(), this::get, revision(), weight, limit);
        if (!batch.events().isEmpty()) {
            try {
                journal.commit(batch.events(), batch.events().getLast().revision());
            } catch (StoreException.Unusable e) {
                pending.forEach(write -> write.answer().completeExceptionally(e));
                return;
            }
            publish(batch.events());
        }
        for (int i = 0; i < pending.size(); i++) {
            CompletableFuture<Entry> answer = pending.get(i).answer();
            switch (batch.verdicts().get(i)) {
                case Batch.Verdict.Accepted(Entry entry) -> answer.complete(entry);
                case Batch.Verdict.Refused(RuntimeException reason) -> answer.completeExceptionally(reason);
            }
        }
    }

    private void put(Entry entry) {
        forget(entries.put(entry.key(), entry));
        weight += StoreLimit.weight(entry);
    }

    private void forget(@Nullable Entry entry) {
        weight -= entry == null ? 0 : StoreLimit.weight(entry);
    }

    private void publish(List<Event> events) {
        lock.lock();
        try {
            for (Event event : events) {
                Entry entry = event.entry();
                if (event.deleted()) {
                    forget(entries.remove(entry.key()));
                } else {
                    put(entry);
                }
                history.add(event);
                followers.forEach(follower -> follower.notice(event));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Usage> usage(int most) {
        Map<String, Usage> usages = new HashMap<>();
        lock.lock();
        try {
            entries.forEach((key, entry) -> {
                // "pods/default/web-0", "trainyard.dev/checkpoints/default/step-1"
                int group = key.indexOf('/');
                boolean hasGroup = group > 0 && key.lastIndexOf('.', group) >= 0;
                int end = hasGroup ? key.indexOf('/', group + 1) : group;
                String prefix = end < 0 ? key : key.substring(0, end);
                usages.merge(
                        prefix,
                        new Usage(prefix, 1, StoreLimit.weight(entry)),
                        (a, b) -> new Usage(prefix, a.count() + b.count(), a.bytes() + b.bytes()));
            });
        } finally {
            lock.unlock();
        }
        return usages.values().stream()
                .sorted(Comparator.comparingLong(Usage::bytes).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public Watch watch(String prefix, long afterRevision) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException.Closed();
            }
            history.requireKnown(afterRevision);
            Follower follower = new Follower(prefix, afterRevision);
            followers.add(follower);
            return follower;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        end();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        journal.close();
    }

    /** Lets no more writes in and wakes everybody; returns the writes that wait. */
    private List<Pending> end() {
        lock.lock();
        try {
            closed = true;
            queued.signal();
            followers.forEach(follower -> follower.news.signalAll());
            return List.copyOf(queue);
        } finally {
            lock.unlock();
        }
    }

    /** A place in the history. Its fields are guarded by the store's lock. */
    private final class Follower implements Watch {
        private final String prefix;
        private final Condition news = lock.newCondition();

        /** Everything up to here has been told, or is none of this watch's business. */
        private long told;

        /**
         * Whether something after {@link #told} may concern this watch. Without it the place moves along with the
         * store.
         */
        private boolean behind;

        private Follower(String prefix, long told) {
            this.prefix = prefix;
            this.told = told;
            this.behind = told < history.latest();
        }

        private void notice(Event event) {
            if (!behind && event.entry().key().startsWith(prefix)) {
                behind = true;
                told = event.revision() - 1;
                news.signal();
            }
        }

        @Override
        public News next(Duration timeout) throws InterruptedException {
            lock.lock();
            try {
                long left = timeout.toNanos();
                while (!behind && !closed && left > 0) {
                    left = news.awaitNanos(left);
                }
                if (closed) {
                    throw new StoreException.Closed();
                }
                if (!behind) {
                    told = history.latest();
                    return new News(List.of(), told);
                }
                News latest = history.after(told, prefix, LARGEST_TELLING);
                told = latest.revision();
                behind = told < history.latest();
                return latest;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                followers.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }
}
