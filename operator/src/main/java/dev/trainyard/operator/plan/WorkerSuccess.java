package dev.trainyard.operator.plan;

/** Whose success is the job's where it has no chief. */
enum WorkerSuccess {
    /** Worker 0's. */
    FIRST,
    /** That of all workers together. */
    ALL,
    /**
     * Any worker's: the workers of an elastic job end together, and one that comes too late finds no peers any more.
     */
    ANY
}
