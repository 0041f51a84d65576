package dev.trainyard.cli.local;

/** A part of the local cluster that {@code up --without} can leave out, to run as a process of its own. */
public enum Part {
    STORE,
    SCHEDULER,
    CONTROLLERS,
    NODE,
    OPERATOR
}
