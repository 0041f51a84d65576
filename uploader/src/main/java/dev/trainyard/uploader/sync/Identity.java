package dev.trainyard.uploader.sync;

import java.time.Instant;
import java.util.Optional;

/**
 * Whose files these are.
 *
 * @param run the job's UID; stays the same over restarts
 * @param attempt from 1; no two pods of a run have the same
 * @param created when the job was, by the API server's clock: what orders the runs of one job; empty where nobody says
 */
public record Identity(String kind, String namespace, String job, String run, int attempt, Optional<Instant> created) {
    /** The keys of the run begin with this, which ends in {@code /}. */
    public String runPrefix() {
        return namespace + "/" + job + "/" + run + "/";
    }

    /** The keys of the attempt's files begin with this, which ends in {@code /}. */
    public String attemptPrefix() {
        return runPrefix() + attempt + "/";
    }

    /** Of the pointer to the job's latest good run. */
    public String latestKey() {
        return namespace + "/" + job + "/latest.json";
    }

    public String checkpointsKey() {
        return runPrefix() + "checkpoints.json";
    }

    public String manifestKey() {
        return runPrefix() + "manifest.json";
    }

    /**
     * Whether what was begun under a key of this run, and is not complete, is for this attempt to remove: the files of
     * an attempt that is not later than this one; and what describes the run, which is written in one go, so that its
     * writer was killed, or writes it again.
     */
    boolean mayAbort(String key) {
        if (key.equals(manifestKey()) || key.equals(checkpointsKey())) {
            return true;
        }
        var number = key.substring(runPrefix().length()).replaceFirst("/.*", "");
        return number.matches("[1-9][0-9]{0,8}") && Integer.parseInt(number) <= attempt;
    }
}
