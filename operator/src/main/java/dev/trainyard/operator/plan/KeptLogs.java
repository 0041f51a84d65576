package dev.trainyard.operator.plan;

/** What this operator has done about the logs of a job's pods. Another one, after it, begins at {@link #UNKNOWN}. */
public enum KeptLogs {
    /** Nothing yet. */
    UNKNOWN,
    /** They are in their ConfigMap. */
    KEPT,
    /** There are none: nothing had been logged, or the server takes no ConfigMap. */
    NONE,
    /** They were kept as long as somebody might need them. */
    DELETED
}
