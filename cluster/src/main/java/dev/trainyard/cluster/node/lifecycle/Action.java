package dev.trainyard.cluster.node.lifecycle;

import java.time.Duration;

/** One thing to do for a pod. */
public sealed interface Action {
    /** Make the volumes ready. */
    record Prepare() implements Action {}

    /**
     * Start a container.
     *
     * @param number the run's number, from 0
     * @param restartDelay how long the restart after this run is to wait
     */
    record Start(String container, int number, Duration restartDelay) implements Action {}

    /** Stop a container: its hook, a signal, and after the grace period the end of all its processes. */
    record Stop(String container, Duration grace, String why) implements Action {}

    /** Nothing of the pod runs any more: remove its object for good. */
    record Remove() implements Action {}
}
