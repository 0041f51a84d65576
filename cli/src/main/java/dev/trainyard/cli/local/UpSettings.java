package dev.trainyard.cli.local;

import java.util.Set;

/**
 * What {@code up} was asked for.
 *
 * @param ports what to listen on; 0 takes a free one
 * @param without the parts to leave out
 */
public record UpSettings(Ports ports, Set<Part> without) {
    /** Everything, on the usual ports. */
    public static final UpSettings USUAL = new UpSettings(Ports.USUAL, Set.of());
}
