package dev.trainyard.cli.migrate;

/**
 * One thing that is different for a job.
 *
 * @param weight how much it matters
 * @param what what happens, and what happened under Training Operator
 * @param todo what to do about it
 */
public record Finding(Weight weight, String what, String todo) {
    /** From what stops a job to what is good to know. */
    public enum Weight {
        REFUSED,
        CHANGES
    }
}
