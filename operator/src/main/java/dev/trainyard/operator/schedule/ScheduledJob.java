package dev.trainyard.operator.schedule;

import java.time.Instant;

/**
 * A job that a schedule has made, as far as the planner reads it.
 *
 * @param kind {@code TFJob} or {@code PyTorchJob}
 * @param name its name
 * @param uid its UID
 * @param state how it is doing
 */
public record ScheduledJob(String kind, String name, String uid, State state) {
    /** How it is doing. */
    public sealed interface State {
        /** It has not ended. */
        record Active() implements State {}

        /** Its verdict is in. */
        record Ended(boolean succeeded, Instant at) implements State {}
    }

    boolean active() {
        return state instanceof State.Active;
    }
}
