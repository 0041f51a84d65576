package dev.trainyard.cli.screen;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * The width of the window that this process was started in, now. Java cannot ask for it, so {@code stty} does.
 *
 * @param atStart what it was when the process was started, and what it counts as where it cannot be asked; 0 where the
 *     output is no terminal
 */
public record Window(int atStart) implements IntSupplier {
    private static final Pattern SIZE = Pattern.compile("\\d+ ([1-9]\\d*)\\s*");

    @Override
    public int getAsInt() {
        if (atStart == 0) {
            return 0;
        }
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var answer = SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            return answer.matches() ? Integer.parseInt(answer.group(1)) : atStart;
        } catch (IOException noStty) {
            return atStart;
        }
    }
}
