package dev.trainyard.cluster.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an image is on this machine.
 *
 * @param id names its contents: the same id, the same contents
 * @param variables what the image sets in every container's environment, {@code PATH} among them
 * @param folders what of the host belongs to it beyond the system's own programs; seen read-only at the same paths
 * @param entrypoint what runs where a container names no command
 * @param args the arguments to it where a container names none
 */
public record Environment(
        String id, Map<String, String> variables, List<Path> folders, List<String> entrypoint, List<String> args) {}
