package dev.trainyard.cluster.image;

import java.util.OptionalInt;

/**
 * How far the making of an environment is.
 *
 * @param phase {@code waiting}, {@code creating}, {@code collecting}, {@code downloading}, {@code installing} or
 *     {@code compiling}
 * @param percent of the whole, where it can be told
 * @param seconds since it began
 */
public record Progress(String phase, OptionalInt percent, long seconds) {
    /**
     * The line that a waiting container shows, which {@code trainyard} reads back: {@code phase=… percent=… seconds=…}.
     */
    public String line() {
        return "phase=" + phase + (percent.isPresent() ? " percent=" + percent.getAsInt() : "") + " seconds=" + seconds;
    }
}
