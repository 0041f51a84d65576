package dev.trainyard.cli.screen;

import java.time.Duration;
import java.util.Locale;

/** Durations and sizes as a person reads them. */
public final class Quantities {
    private static final double MEBIBYTE = 1024 * 1024;
    private static final double GIBIBYTE = 1024 * MEBIBYTE;
    private static final int BAR_WIDTH = 10;

    /** {@code 24 s}, {@code 1 m 48 s}, {@code 2 h 5 m}; below ten seconds with a tenth, {@code 0.9 s}. */
    public static String duration(Duration duration) {
        if (duration.toMillis() < 9_950) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        var seconds = duration.plusMillis(500).toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? "%d m %d s".formatted(seconds / 60, seconds % 60)
                : "%d h %d m".formatted(seconds / 3600, seconds % 3600 / 60);
    }

    /** {@code 0.2 MiB}, {@code 3.1 GiB}. */
    public static String bytes(long bytes) {
        return bytes < GIBIBYTE
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE)
                : String.format(Locale.ROOT, "%.1f GiB", bytes / GIBIBYTE);
    }

    /** Ten characters, filled from the left by a fraction from 0 to 1. */
    public static String bar(double fraction) {
        var filled = (int) Math.round(Math.clamp(fraction, 0, 1) * BAR_WIDTH);
        return "━".repeat(filled) + "┄".repeat(BAR_WIDTH - filled);
    }

    private Quantities() {}
}
