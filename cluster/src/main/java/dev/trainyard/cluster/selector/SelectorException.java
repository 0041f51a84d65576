package dev.trainyard.cluster.selector;

/** A selector that can't be understood; the message is what a 400 answer says. */
public final class SelectorException extends Exception {
    private static final long serialVersionUID = 1;

    public SelectorException(String message) {
        super(message);
    }
}
