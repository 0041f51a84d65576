package dev.trainyard.cluster.node.container;

import java.nio.file.Path;

/** What came of starting a container. */
public sealed interface Launch {
    /** It runs, or has ended already: its {@link Attempt} says which. */
    record Started(Path folder) implements Launch {}

    /** Its command could not be executed; that counts as an exit, which is written down. */
    record Failed(String message) implements Launch {}

    /** The machine or the pod's spec does not allow it; nothing ran. The message is for a person. */
    record Refused(String message) implements Launch {}
}
