package dev.trainyard.cluster.node.environment;

/** A container refers to something that is not there; the message says to what. */
public final class MissingReference extends Exception {
    private static final long serialVersionUID = 1L;

    public MissingReference(String message) {
        super(message);
    }
}
