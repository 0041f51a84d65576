package dev.trainyard.cli.failure;

/**
 * A command could not do what it was asked to. The message says what, where, and what to do; no stack trace is shown.
 */
public final class Failure extends RuntimeException {
    /** Takes the whole message, one or more sentences. */
    public Failure(String message) {
        super(message);
    }

    /** Takes the message and what it was caused by, which {@code TRAINYARD_DEBUG=1} shows. */
    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
