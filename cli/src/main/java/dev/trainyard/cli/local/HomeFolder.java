package dev.trainyard.cli.local;

import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.node.volume.PodVolumes;
import java.io.IOException;
import java.nio.file.Files;

/** The home folder as a whole. */
public final class HomeFolder {
    /**
     * Fails unless this folder is a cluster's home or does not exist: a wrong {@code $TRAINYARD_HOME} must not cost
     * anybody their documents. To be asked before anything, a lock for one, is put into the folder.
     */
    public static void requireHome(Home home) {
        if (Files.exists(home.path()) && Files.notExists(home.lock())) {
            throw new Failure(home.path() + " is not the home of a local cluster: it has no "
                    + home.lock().getFileName() + ". Nothing was stopped or deleted.");
        }
    }

    /** Deletes the home and all that is in it; links are deleted, never followed. */
    public static void delete(Home home) {
        if (Files.notExists(home.path())) {
            return;
        }
        try {
            PodVolumes.removeFromMemory(home.path().resolve("pods"));
            Folders.delete(home.path());
        } catch (IOException failed) {
            throw new Failure(
                    "Could not delete all of " + home.path() + ": " + failed
                            + ". Delete the rest by hand, with the rights of whoever made it.",
                    failed);
        }
    }

    private HomeFolder() {}
}
