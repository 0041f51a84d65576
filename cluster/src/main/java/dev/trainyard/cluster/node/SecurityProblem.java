package dev.trainyard.cluster.node;

/** A pod asks for a protection or a right that this node does not give; the message says which and what to do. */
final class SecurityProblem extends Exception {
    private static final long serialVersionUID = 1L;

    SecurityProblem(String message) {
        super(message);
    }
}
