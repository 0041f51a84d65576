package dev.trainyard.uploader;

import dev.trainyard.uploader.sync.Outcome;
import java.util.Optional;
import java.util.OptionalInt;

/** What the uploader does next; decided from what it sees, and from nothing else. */
sealed interface Step {
    /** Nothing, until something changes. */
    record Wait() implements Step {}

    /** The trainer has declared itself done: send what is there while it ends. */
    record SyncAhead() implements Step {}

    /** An instance of the trainer has ended and another will follow: a DONE that is there says nothing. */
    record VoidDone(String containerId) implements Step {}

    /** SIGTERM has come: send what is there, as long as there is time, since it may be all that is ever sent. */
    record SyncOn() implements Step {}

    /**
     * SIGTERM has come, and the manifest is not for this pod to write.
     *
     * @param last whether nothing changes any more, so that what is left is to be sent first
     */
    record Leave(boolean last) implements Step {}

    /** Send the rest and write the manifest. */
    record Finish(Outcome outcome, OptionalInt exitCode) implements Step {}

    /**
     * What there is to decide from.
     *
     * @param done whether DONE is there
     * @param relayed whether an operator relays the trainer's end
     * @param signal what it has relayed
     * @param voided the instance of the trainer whose DONE was last declared void
     * @param ahead whether everything has been sent since DONE appeared
     * @param stop whether, and how urgently, the uploader has been asked to stop
     * @param only whether no other attempt can follow
     */
    record Seen(
            boolean done,
            boolean relayed,
            Optional<Signal> signal,
            Optional<String> voided,
            boolean ahead,
            Stop stop,
            boolean only) {}

    /** The kubelet's SIGTERM. */
    enum Stop {
        NO,
        /** It has come. */
        ASKED,
        /** It has come, and what is left of the grace period is needed for the last round and the manifest. */
        NOW
    }

    static Step next(Seen seen) {
        if (seen.signal().isPresent() && seen.signal().get().last()) {
            var signal = seen.signal().get();
            return new Finish(signal.outcome(), signal.exitCode());
        }
        if (seen.done() && !seen.relayed()) {
            return new Finish(Outcome.Succeeded, OptionalInt.empty());
        }
        if (seen.stop() != Stop.NO
                && seen.signal().isPresent()
                && seen.signal().get().stopped()) {
            return stopped(seen, true);
        }
        if (seen.signal().isPresent() && isUnheard(seen.signal().get(), seen)) {
            return new VoidDone(seen.signal().get().containerId());
        }
        if (seen.done() && !seen.ahead()) {
            return new SyncAhead();
        }
        return switch (seen.stop()) {
            case NO -> new Wait();
            case ASKED -> seen.done() ? stopped(seen, false) : new SyncOn();
            case NOW -> stopped(seen, false);
        };
    }

    /** Where there is an operator, another attempt may follow, and the manifest is for the last one to write. */
    private static Step stopped(Seen seen, boolean last) {
        return seen.relayed() && !seen.only() ? new Leave(last) : new Finish(Outcome.Interrupted, OptionalInt.empty());
    }

    private static boolean isUnheard(Signal signal, Seen seen) {
        return !signal.containerId().isEmpty() && !seen.voided().equals(Optional.of(signal.containerId()));
    }
}
