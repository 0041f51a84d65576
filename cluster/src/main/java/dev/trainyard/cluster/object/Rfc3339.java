package dev.trainyard.cluster.object;

import com.google.re2j.Pattern;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Points in time as Go's {@code time.RFC3339} has them. Java's own readers differ from it, and from each other: one
 * takes a time without seconds, the other does not.
 */
public final class Rfc3339 {
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9:]{5})");
    private static final Pattern MICRO_TIME = Pattern.compile(".{19}\\.[0-9]{6}[^0-9].*");
    private static final DateTimeFormatter SECONDS = writer("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final DateTimeFormatter MICROSECONDS = writer("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private Rfc3339() {}

    private static DateTimeFormatter writer(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** The point in time; empty if the text is none. */
    public static Optional<Instant> parse(String text) {
        if (!TIME.matches(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // The 30th of February, or an hour that no day has.
        }
    }

    /** A {@code metav1.Time} as the API server writes it: in UTC, in whole seconds. */
    public static Optional<String> time(String text) {
        return parse(text).filter(Rfc3339::hasFourDigits).map(SECONDS::format);
    }

    /** A {@code metav1.MicroTime}: it is read only with exactly six digits after the point, and so it is written. */
    public static Optional<String> microTime(String text) {
        return parse(text)
                .filter(time -> MICRO_TIME.matches(text) && hasFourDigits(time))
                .map(MICROSECONDS::format);
    }

    /** In UTC the first day of the year 0 can lie in the year before, and the last of 9999 in the year after. */
    private static boolean hasFourDigits(Instant time) {
        var year = time.atOffset(ZoneOffset.UTC).getYear();
        return year >= 0 && year <= 9999;
    }
}
