package dev.trainyard.cluster.image;

import java.nio.file.Path;
import java.util.List;

/**
 * What an image is on this machine.
 *
 * @param id names its contents: the same id, the same contents
 * @param folders what of the host belongs to it beyond the system's own programs; seen read-only at the same paths
 * @param config how its containers run where their spec says nothing else
 */
public record Environment(String id, List<Path> folders, ImageConfig config) {
    Environment overriddenBy(ImageConfig other) {
        return new Environment(id, folders, config.overriddenBy(other));
    }
}
