package dev.trainyard.cluster.resource;

import java.util.Arrays;
import java.util.Optional;

/** A part of an object, or something done with it, that has a path of its own under the object's. */
public enum Subresource {
    STATUS("status"),
    SCALE("scale"),
    BINDING("binding"),
    FINALIZE("finalize"),
    LOG("log");

    private final String path;

    Subresource(String path) {
        this.path = path;
    }

    /** The path's last segment. */
    public String path() {
        return path;
    }

    public static Optional<Subresource> parse(String path) {
        return Arrays.stream(values()).filter(one -> one.path.equals(path)).findFirst();
    }
}
