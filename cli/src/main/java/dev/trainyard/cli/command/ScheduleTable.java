package dev.trainyard.cli.command;

import dev.trainyard.api.Printable;
import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.api.trainyard.TrainingScheduleStatus;
import dev.trainyard.cli.screen.Quantities;
import dev.trainyard.cli.screen.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Schedules as a table, and below it what is wrong with any of them. */
final class ScheduleTable {
    static List<String> lines(List<TrainingSchedule> schedules, Instant now) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAME", "KIND", "SCHEDULE", "NEXT", "LAST", "ACTIVE"));
        schedules.forEach(schedule -> rows.add(row(schedule, now)));
        var lines = new ArrayList<>(Table.lines(rows));
        schedules.forEach(schedule -> status(schedule)
                .flatMap(TrainingScheduleStatus::message)
                .ifPresent(
                        message -> lines.add(Printable.of(schedule.getMetadata().getName() + ": " + message))));
        return lines;
    }

    private static List<String> row(TrainingSchedule schedule, Instant now) {
        var spec = schedule.getSpec();
        var status = status(schedule);
        return List.of(
                schedule.getMetadata().getName(),
                spec.jobTemplate().kind(),
                spec.schedule() + spec.timeZone().map(zone -> " " + zone).orElse(""),
                spec.suspend().orElse(false)
                        ? "suspended"
                        : status.flatMap(TrainingScheduleStatus::nextScheduleTime)
                                .map(next -> "in " + Quantities.duration(Duration.between(now, Instant.parse(next))))
                                .orElse("-"),
                status.flatMap(TrainingScheduleStatus::lastScheduleTime)
                        .map(last -> Quantities.duration(Duration.between(Instant.parse(last), now)) + " ago")
                        .orElse("-"),
                status.map(TrainingScheduleStatus::active)
                        .filter(active -> !active.isEmpty())
                        .map(active -> String.join(", ", active))
                        .orElse("-"));
    }

    private static Optional<TrainingScheduleStatus> status(TrainingSchedule schedule) {
        return Optional.ofNullable(schedule.getStatus());
    }

    private ScheduleTable() {}
}
