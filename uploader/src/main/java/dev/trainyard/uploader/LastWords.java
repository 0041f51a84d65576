package dev.trainyard.uploader;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.sync.Published;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The termination message, which the operator lifts into the job's status; {@code docs/formats/run.md} has its form.
 */
record LastWords(Path file, String attempt, Consumer<String> log) {
    /** The kubelet cuts the file off at 4096 bytes, which would leave no JSON; a character takes up to 6 of them. */
    private static final int LONGEST_MESSAGE = 600;

    void uploaded(Published published, String url, double seconds) {
        var words = new LinkedHashMap<String, Object>();
        words.put("version", 1);
        words.put("phase", "Uploaded");
        words.put("url", url);
        words.put("attempt", published.attempt());
        words.put("outcome", published.outcome().name());
        words.put("files", published.files());
        words.put("bytes", published.bytes());
        words.put("seconds", seconds);
        words.put("manifestSha256", published.manifestSha256());
        write(words);
    }

    void failed(String message) {
        var words = new LinkedHashMap<String, Object>();
        words.put("version", 1);
        words.put("phase", "Failed");
        words.put("attempt", attempt.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(attempt) : 1);
        var printable = Printable.of(message);
        words.put("message", printable.substring(0, Math.min(printable.length(), LONGEST_MESSAGE)));
        write(words);
    }

    /** The kubelet makes the file; where there is none, nobody wants to know. */
    private void write(Map<String, Object> words) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            Files.writeString(
                    file,
                    JSON.std.asString(words),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            log.accept("cannot write the termination message to %s: %s".formatted(file, e));
        }
    }
}
