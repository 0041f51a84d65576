package dev.trainyard.operator.pods;

import java.util.Optional;

/** How a trainer ended for good, as the status, the signal to the uploader and the manifest spell it. */
public enum Outcome {
    SUCCEEDED("Succeeded"),
    FAILED("Failed"),
    /** The operator stopped it. */
    INTERRUPTED("Interrupted");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    public static Optional<Outcome> of(String text) {
        for (var outcome : values()) {
            if (outcome.text.equals(text)) {
                return Optional.of(outcome);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
