package dev.trainyard.uploader.sync;

/** How a training ended. The names are those of {@code docs/formats/run.md}. */
public enum Outcome {
    Succeeded,
    Failed,
    /** The pod went before the trainer had ended; what was there is in the store. */
    Interrupted
}
