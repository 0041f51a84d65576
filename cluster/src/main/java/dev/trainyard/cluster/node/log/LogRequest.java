package dev.trainyard.cluster.node.log;

import dev.trainyard.cluster.object.QueryFlag;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a container's log is wanted.
 *
 * @param follow whether what is still to come is wanted too
 * @param previous whether the log of the run before the latest is meant
 * @param timestamps whether each line begins with its time
 * @param tailLines only so many of the last lines
 * @param since only lines from then on
 * @param limitBytes no more than that
 */
record LogRequest(
        boolean follow,
        boolean previous,
        boolean timestamps,
        Optional<Long> tailLines,
        Optional<Instant> since,
        Optional<Long> limitBytes) {

    /**
     * Reads it from the query of a URL.
     *
     * @throws IllegalArgumentException if a value makes no sense; the message says which
     */
    static LogRequest parse(@Nullable String query, Instant now) {
        Map<String, String> parameters = query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0],
                                pair -> pair.length > 1 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "",
                                (_, later) -> later));
        var since = instant(parameters, "sinceTime")
                .or(() -> number(parameters, "sinceSeconds").map(now::minusSeconds));
        return new LogRequest(
                flag(parameters, "follow"),
                flag(parameters, "previous"),
                flag(parameters, "timestamps"),
                number(parameters, "tailLines"),
                since,
                number(parameters, "limitBytes"));
    }

    private static boolean flag(Map<String, String> parameters, String name) {
        return QueryFlag.isSet(Optional.ofNullable(parameters.get(name)));
    }

    private static Optional<Long> number(Map<String, String> parameters, String name) {
        var text = parameters.get(name);
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var value = Long.parseLong(text);
            if (value >= 0) {
                return Optional.of(value);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(name + " must be a whole number from 0, and is \"" + text + "\"");
    }

    private static Optional<Instant> instant(Map<String, String> parameters, String name) {
        try {
            return Optional.ofNullable(parameters.get(name))
                    .filter(text -> !text.isEmpty())
                    .map(Instant::parse);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(name + " must be a time such as 2026-11-23T10:00:00Z", e);
        }
    }
}
