package dev.trainyard.uploader.checkpoint;

/** What is known of who writes the checkpoints. */
public enum Trainer {
    TRAINING,
    /** SIGTERM has come: it may save once more, and there is little time. */
    STOPPING,
    /** It writes no more, so that everything is at rest. */
    ENDED
}
