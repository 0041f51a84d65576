package dev.trainyard.cluster.table;

import dev.trainyard.cluster.object.Rfc3339;
import java.time.Duration;
import java.time.Instant;

/** Durations as kubectl writes them: two units while they matter, {@code 2m5s}, {@code 3h12m}, {@code 5d}. */
final class Ages {
    private Ages() {}

    /** @param time in RFC 3339; {@code <unknown>} is the age of an absent one */
    static String since(String time, Instant now) {
        if (time.isEmpty()) {
            return "<unknown>";
        }
        return Rfc3339.parse(time)
                .map(then -> text(Duration.between(then, now)))
                .orElse("<invalid>");
    }

    /** The steps of {@code k8s.io/apimachinery/pkg/util/duration.HumanDuration}. */
    static String text(Duration duration) {
        var seconds = duration.toMillis() / 1000;
        var minutes = seconds / 60;
        var hours = minutes / 60;
        var days = hours / 24;
        if (seconds < -1) {
            return "<invalid>"; // a clock that is two seconds ahead is wrong, one second is not worth a word
        } else if (seconds < 0) {
            return "0s";
        } else if (seconds < 120) {
            return seconds + "s";
        } else if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        } else if (minutes < 180) {
            return minutes + "m";
        } else if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        } else if (hours < 48) {
            return hours + "h";
        } else if (days < 8) {
            return two(days, "d", hours % 24, "h");
        } else if (days < 2 * 365) {
            return days + "d";
        } else if (days < 8 * 365) {
            return two(days / 365, "y", days % 365, "d");
        }
        return days / 365 + "y";
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return small == 0 ? large + unit : large + unit + small + smallUnit;
    }
}
