package dev.trainyard.operator.reconcile;

/** How soon a job is looked at after something has changed about it. */
interface Looks {
    /** Before jobs that were looked at before: its pods are still to be made. */
    void first(JobKey job);

    /** When its turn comes. */
    void soon(JobKey job);

    /** Within a second, together with what else changes until then: only its status depends on the change. */
    void forStatus(JobKey job);
}
