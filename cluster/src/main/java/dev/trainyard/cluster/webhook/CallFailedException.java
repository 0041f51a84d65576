package dev.trainyard.cluster.webhook;

/** A webhook could not be asked; the message says why, as a real API server would. */
final class CallFailedException extends Exception {
    private static final long serialVersionUID = 1;

    CallFailedException(String message) {
        super(message);
    }
}
