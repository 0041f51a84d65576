package dev.trainyard.cli.screen;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * The width of the window that this process was started in, now. Java cannot ask for it, so {@code stty} does, and is
 * not asked again before a second has passed.
 */
public final class Window implements IntSupplier {
    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);
    private static final Pattern SIZE = Pattern.compile("\\d+ ([1-9]\\d*)\\s*");

    private int columns;
    private long asked;

    /** Takes the width to go by until the window is asked, and where it does not answer. */
    public Window(int columns) {
        this.columns = columns;
        this.asked = System.nanoTime();
    }

    @Override
    public int getAsInt() {
        if (columns > 0 && System.nanoTime() - asked > KNOWN_FOR.toNanos()) {
            columns = ask();
            asked = System.nanoTime();
        }
        return columns;
    }

    private int ask() {
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var answer = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            return answer.matches() ? Integer.parseInt(answer.group(1)) : columns;
        } catch (IOException noStty) {
            return columns;
        }
    }
}
