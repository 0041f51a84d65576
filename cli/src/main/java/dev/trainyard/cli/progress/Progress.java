package dev.trainyard.cli.progress;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * How far one replica is, after the lines that it has logged so far.
 *
 * @param position such as {@code epoch 7/8}
 * @param metrics the figures of that position by name, in the order in which the log has them
 * @param lastLine the log's last line that is not blank; shown where nothing else was understood
 */
public record Progress(Optional<String> position, SequencedMap<String, String> metrics, String lastLine) {
    /** Before the first line. */
    public static final Progress NONE = new Progress(Optional.empty(), Collections.emptyNavigableMap(), "");

    private static final int SHOWN_METRICS = 4;

    /** The progress once this line has been logged too. */
    public Progress after(String logged) {
        var line = LogPatterns.visible(logged).strip();
        if (line.isEmpty() || LogPatterns.isRemark(line)) {
            return this;
        }
        var newPosition = LogPatterns.position(line);
        var newMetrics = LogPatterns.metrics(line);
        if (newPosition.isEmpty() && newMetrics.isEmpty()) {
            return new Progress(position, metrics, line);
        }
        var moved = newPosition.isPresent() && !newPosition.equals(position);
        var merged = new LinkedHashMap<>(moved ? Collections.emptyNavigableMap() : metrics);
        merged.putAll(newMetrics);
        return new Progress(newPosition.or(() -> position), merged, line);
    }

    /** One line for a person: {@code epoch 7/8 loss 0.077 accuracy 0.975}. */
    public String text() {
        if (position.isEmpty() && metrics.isEmpty()) {
            return lastLine;
        }
        var figures = metrics.entrySet().stream()
                .limit(SHOWN_METRICS)
                .map(metric -> metric.getKey() + " " + metric.getValue())
                .collect(Collectors.joining("  "));
        return position.map(at -> figures.isEmpty() ? at : at + "  " + figures).orElse(figures);
    }
}
