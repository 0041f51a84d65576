package dev.trainyard.cluster.node.volume;

/** A volume, or a mount of one, that cannot be made ready; the message says which, why and what to do. */
public final class VolumeProblem extends Exception {
    private static final long serialVersionUID = 1L;

    public VolumeProblem(String message) {
        super(message);
    }
}
