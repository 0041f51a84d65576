package dev.trainyard.uploader.sync;

/**
 * Whose files these are.
 *
 * @param run the job's UID; stays the same over restarts
 * @param attempt from 1; no two pods of a run have the same
 */
public record Identity(String kind, String namespace, String job, String run, int attempt) {
    /** The keys of the run begin with this, which ends in {@code /}. */
    public String runPrefix() {
        return namespace + "/" + job + "/" + run + "/";
    }

    /** The keys of the attempt's files begin with this, which ends in {@code /}. */
    public String attemptPrefix() {
        return runPrefix() + attempt + "/";
    }

    public String manifestKey() {
        return runPrefix() + "manifest.json";
    }
}
