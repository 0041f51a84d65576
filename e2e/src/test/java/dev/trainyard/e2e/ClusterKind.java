package dev.trainyard.e2e;

/** How much a scenario breaks of the cluster that it runs on. */
enum ClusterKind {
    /** Nothing: one cluster for all such scenarios. Ours is one process, as users have it. */
    SHARED,
    /** The node agent, which is a process of its own. */
    NODE_AGENT_APART,
    /** The operator, which the test runs: a cluster for this one test. */
    OPERATOR_APART,
    /** Everything: a cluster for this one test. */
    OWN
}
