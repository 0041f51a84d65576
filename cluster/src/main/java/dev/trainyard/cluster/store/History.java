package dev.trainyard.cluster.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The latest events, as many as the limit allows. Not safe for use by several threads at once: the store's lock guards
 * it.
 */
final class History {
    private final HistoryLimit limit;
    private final Deque<Event> events = new ArrayDeque<>();
    private long bytes;
    private long latest;

    /** A history in which nothing before {@code revision} is known. */
    History(HistoryLimit limit, long revision) {
        this.limit = limit;
        this.latest = revision;
    }

    long latest() {
        return latest;
    }

    /** The oldest revision whose state can still be told: that before the oldest event. */
    long oldest() {
        return latest - events.size();
    }

    void add(Event event) {
        events.addLast(event);
        bytes += event.weight();
        latest = event.revision();
        while (events.size() > limit.events() || bytes > limit.bytes()) {
            bytes -= events.removeFirst().weight();
        }
    }

    /** The events under {@code prefix} after a revision, oldest first, at most {@code most} of them. */
    Watch.News after(long revision, String prefix, int most) {
        requireKnown(revision);
        // Revisions have no gaps, so the way back from the end is known; watchers are mostly a few events behind.
        List<Event> tail = new ArrayList<>();
        Iterator<Event> newestFirst = events.descendingIterator();
        for (long behind = latest - revision; behind > 0; behind--) {
            tail.add(newestFirst.next());
        }
        List<Event> found = new ArrayList<>();
        for (Event event : tail.reversed()) {
            if (event.entry().key().startsWith(prefix)) {
                found.add(event);
                if (found.size() == most) {
                    return new Watch.News(found, event.revision());
                }
            }
        }
        return new Watch.News(found, latest);
    }

    /**
     * What the entries under {@code prefix} looked like at an earlier revision: each event since is undone, the latest
     * first.
     *
     * @param current those entries as they are now
     */
    NavigableMap<String, Entry> rewind(NavigableMap<String, Entry> current, String prefix, long revision) {
        requireKnown(revision);
        NavigableMap<String, Entry> state = new TreeMap<>(current);
        Iterator<Event> newestFirst = events.descendingIterator();
        for (long behind = latest - revision; behind > 0; behind--) {
            Event event = newestFirst.next();
            String key = event.entry().key();
            if (key.startsWith(prefix)) {
                event.previous().ifPresentOrElse(before -> state.put(key, before), () -> state.remove(key));
            }
        }
        return state;
    }

    void requireKnown(long revision) {
        if (revision < oldest() || revision > latest) {
            throw new StoreException.Compacted(revision, oldest(), latest);
        }
    }
}
