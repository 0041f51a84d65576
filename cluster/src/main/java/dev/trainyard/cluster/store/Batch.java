package dev.trainyard.cluster.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Several writes judged one after another, each against what those before it leave behind.
 *
 * @param events the writes that go through, in order of their revisions
 * @param verdicts for each write of the batch, in order, what came of it
 */
record Batch(List<Event> events, List<Verdict> verdicts) {

    sealed interface Verdict {
        record Accepted(Entry entry) implements Verdict {}

        record Refused(RuntimeException reason) implements Verdict {}
    }

    /**
     * @param current looks a key up in the store as it is before the batch
     * @param revision the last revision before the batch
     * @param weight of all entries before the batch, as {@link StoreLimit#weight} counts
     */
    static Batch judge(
            List<Write> writes,
            Function<String, Optional<Entry>> current,
            long revision,
            long weight,
            StoreLimit limit) {
        List<Event> events = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        Map<String, Optional<Entry>> changed = new HashMap<>();
        long held = weight;
        for (Write write : writes) {
            Optional<Entry> before =
                    changed.containsKey(write.key()) ? changed.get(write.key()) : current.apply(write.key());
            if (before.map(Entry::revision).orElse(Write.ABSENT) != write.expectedRevision()) {
                verdicts.add(new Verdict.Refused(new StoreException.Conflict(write.key(), before)));
                continue;
            }
            long next = revision + events.size() + 1;
            byte[] value;
            try {
                value = write.content().at(next);
            } catch (RuntimeException e) {
                verdicts.add(new Verdict.Refused(e));
                continue;
            }
            Entry after = new Entry(write.key(), next, value);
            if (!write.deletes() && !limit.allows(held, before, after)) {
                verdicts.add(new Verdict.Refused(new StoreException.Full(limit.bytes())));
                continue;
            }
            held -= before.map(StoreLimit::weight).orElse(0L);
            held += write.deletes() ? 0 : StoreLimit.weight(after);
            changed.put(write.key(), write.deletes() ? Optional.empty() : Optional.of(after));
            events.add(new Event(after, before, write.deletes()));
            verdicts.add(new Verdict.Accepted(after));
        }
        return new Batch(List.copyOf(events), List.copyOf(verdicts));
    }
}
