package dev.trainyard.cluster.pki;

import java.nio.file.Path;

/** A key or certificate can't be read or made. */
public final class PkiException extends RuntimeException {
    PkiException(Path file, Exception cause) {
        super(
                "the cluster's keys and certificates can't be used, at " + file + ": " + cause.getMessage()
                        + ". They must belong to the user who runs the cluster; without the folder, new ones are made",
                cause);
    }
}
