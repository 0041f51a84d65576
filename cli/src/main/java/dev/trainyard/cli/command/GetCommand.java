package dev.trainyard.cli.command;

import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.cli.connection.TrainingJobs;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "get", description = "Lists things.")
final class GetCommand {
    @Command(name = "jobs", aliases = "job", description = "Lists the jobs of the namespace, the newest last.")
    static final class Jobs implements Callable<Integer> {
        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Mixin
        private OutputOption output = new OutputOption();

        private final Shell shell;

        Jobs(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (var connection = cluster.open(shell)) {
                var jobs = new TrainingJobs(connection)
                        .all().stream()
                                .sorted(Comparator.comparing(
                                        job -> job.getMetadata().getCreationTimestamp()))
                                .toList();
                if (output.isJson()) {
                    OutputOption.print(shell.out(), Map.of("items", jobs));
                } else if (jobs.isEmpty()) {
                    shell.err().println("No jobs in namespace " + connection.namespace() + ".");
                } else {
                    JobTable.lines(jobs, Instant.now()).forEach(shell.out()::println);
                }
                return 0;
            }
        }
    }

    @Command(name = "schedules", aliases = "schedule", description = "Lists the TrainingSchedules of the namespace.")
    static final class Schedules implements Callable<Integer> {
        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Mixin
        private OutputOption output = new OutputOption();

        private final Shell shell;

        Schedules(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (var connection = cluster.open(shell)) {
                var schedules = connection
                        .client()
                        .resources(TrainingSchedule.class)
                        .inNamespace(connection.namespace())
                        .list()
                        .getItems();
                if (output.isJson()) {
                    OutputOption.print(shell.out(), Map.of("items", schedules));
                } else if (schedules.isEmpty()) {
                    shell.err().println("No schedules in namespace " + connection.namespace() + ".");
                } else {
                    ScheduleTable.lines(schedules, Instant.now()).forEach(shell.out()::println);
                }
                return 0;
            }
        }
    }
}
