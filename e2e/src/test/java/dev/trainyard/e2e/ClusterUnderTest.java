package dev.trainyard.e2e;

import java.nio.file.Path;

/**
 * A cluster with Trainyard on it. A scenario meets it through its API and through the object store; the rest is for
 * those that break it.
 */
sealed interface ClusterUnderTest extends AutoCloseable permits LocalCluster, RealCluster {
    /** The administrator's. */
    Path kubeconfig();

    /** Where artifacts go. */
    S3Access store();

    /** Ends the node agent as {@code kill -9} does. What it has started goes on. */
    void killNodeAgent();

    /** Starts a node agent in the place of one that was killed. */
    void startNodeAgent();

    /** What its parts have said lately. */
    String logs();

    @Override
    void close();
}
