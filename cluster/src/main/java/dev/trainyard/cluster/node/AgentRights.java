package dev.trainyard.cluster.node;

/** What the user that runs the node agent can give to containers. */
enum AgentRights {
    /** Their users are all this user. */
    ORDINARY_USER,
    /** Their users are the host's. */
    ROOT,
    /** Their users can be nobody on the host. */
    ROOT_WITH_USER_NAMESPACES
}
