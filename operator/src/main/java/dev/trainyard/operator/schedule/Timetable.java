package dev.trainyard.operator.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The times of a cron expression in a time zone. As with CronJobs, a time that the change to summer time leaves out is
 * left out, and where day of month and day of week are both given, either will do.
 */
public final class Timetable {
    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    /** By more than a change of the clock. */
    private static final Duration UNSURE = Duration.ofHours(4);

    private final ExecutionTime times;
    private final ZoneId zone;

    private Timetable(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException with what is wrong, and where
     */
    public static Timetable parse(String schedule, Optional<String> timeZone) {
        return new Timetable(times(schedule), timeZone.map(Timetable::zone).orElse(ZoneId.of("UTC")));
    }

    private static ExecutionTime times(String schedule) {
        // Kubernetes takes a question mark for a star, cron-utils' Unix does not.
        var fields = NICKNAMES.getOrDefault(schedule.strip().toLowerCase(Locale.ROOT), schedule.replace('?', '*'));
        try {
            var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
            return ExecutionTime.forCron(parser.parse(fields).validate());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "spec.schedule is \"%s\": %s; write minute, hour, day of month, month and day of week, such as \"30 3 * * *\", or @daily"
                            .formatted(schedule, e.getMessage()),
                    e);
        }
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "spec.timeZone is \"%s\", which is no time zone: use a name of the IANA database, such as Europe/Berlin, or leave it out for UTC"
                            .formatted(name),
                    e);
        }
    }

    /** The first time after an instant; absent where there is none, such as on a 31 February. */
    Optional<Instant> nextAfter(Instant instant) {
        return times.nextExecution(instant.atZone(zone)).map(time -> time.toInstant());
    }

    /** The last time after one instant and up to another; absent where there is none between them. */
    Optional<Instant> lastBetween(Instant after, Instant upTo) {
        // Backwards, cron-utils finds another time than forwards where summer time ends: it only says where to begin.
        var about = times.lastExecution(upTo.atZone(zone))
                .map(time -> time.toInstant().minus(UNSURE));
        var begin = about.filter(after::isBefore).orElse(after);
        return Stream.iterate(nextAfter(begin), Optional::isPresent, time -> time.flatMap(this::nextAfter))
                .flatMap(Optional::stream)
                .takeWhile(time -> !time.isAfter(upTo))
                .reduce((_, later) -> later);
    }
}
