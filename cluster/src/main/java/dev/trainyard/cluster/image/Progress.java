package dev.trainyard.cluster.image;

/**
 * How far the making of an environment is.
 *
 * @param phase what is being done, in a word
 * @param percent of the whole; an estimate while packages are still being looked for
 * @param seconds since it began
 */
public record Progress(String phase, int percent, long seconds) {
    /** As {@code docs/formats/local-cluster.md} has it. */
    public String text() {
        return "%d %% (%s, %d s)".formatted(percent, phase, seconds);
    }
}
