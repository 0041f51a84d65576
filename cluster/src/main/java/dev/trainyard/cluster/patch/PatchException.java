package dev.trainyard.cluster.patch;

/** A patch that can't be applied; the message is a sentence for the person who sent it. */
public final class PatchException extends Exception {
    private static final long serialVersionUID = 1;

    /** Whose fault it is, which decides the status code of the answer. */
    public enum Cause {
        /** The patch is no patch: 400. */
        MALFORMED,
        /** The patch does not fit the object, a failed {@code test} included: 422. */
        DOES_NOT_APPLY
    }

    private final Cause kind;

    public PatchException(Cause kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
