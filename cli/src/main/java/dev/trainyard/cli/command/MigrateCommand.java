package dev.trainyard.cli.command;

import dev.trainyard.api.Printable;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.install.Installation;
import dev.trainyard.cli.migrate.JobReport;
import dev.trainyard.cli.migrate.Migration;
import dev.trainyard.cli.migrate.Survey;
import dev.trainyard.cli.screen.Table;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "migrate",
        description =
                "Says for every job of a cluster what would change if Trainyard took over from Training Operator.")
final class MigrateCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "training-operator",
            description = "What runs the jobs now: training-operator, v1.9.")
    private String from = "";

    @Option(names = "--dry-run", description = "Only look; the switch itself is yours to make.")
    private boolean dryRun;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    private final Shell shell;

    MigrateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (!from.equals("training-operator")) {
            throw new Failure("--from is \"%s\": jobs can be taken over from training-operator.".formatted(from));
        }
        if (!dryRun) {
            throw new Failure("Trainyard does not make the switch for you. This says what it would change, and which "
                    + "commands make it: %s migrate --from training-operator --dry-run".formatted(shell.command()));
        }
        try (var connection = server.open(shell, Optional.empty())) {
            if (!new Installation(connection.client(), true).isPossible()) {
                throw new Failure(connection.server()
                        + " has no Deployments, so Training Operator cannot be there: is it the right cluster?");
            }
            var migration = new Survey(connection.client()).of(Instant.now());
            var steps = migration.steps(shell.command());
            if (output.isJson()) {
                OutputOption.print(shell.out(), Map.of("migration", migration, "steps", steps));
            } else {
                print(shell.out(), migration, steps);
            }
            return 0;
        }
    }

    private static void print(PrintStream out, Migration migration, List<String> steps) {
        if (!migration.jobs().isEmpty()) {
            Table.lines(rows(migration.jobs())).forEach(out::println);
            out.println();
        }
        out.println(migration.summary());
        migration
                .others()
                .forEach((kind, count) ->
                        out.println("%d of kind %s stay with Training Operator.".formatted(count, kind)));
        if (migration.operators().isEmpty()) {
            out.println("No Deployment of Training Operator is there.");
        }
        out.println();
        out.println("The switch:");
        for (int i = 0; i < steps.size(); i++) {
            out.println(Printable.of("  " + (i + 1) + ". " + steps.get(i)));
        }
    }

    private static List<List<String>> rows(List<JobReport> jobs) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAMESPACE", "JOB", "STATE", "WHAT CHANGES"));
        for (var job : jobs) {
            var lines = job.findings().stream()
                    .flatMap(finding -> Stream.of(
                            finding.weight().name().toLowerCase(Locale.ROOT) + ": " + finding.what(),
                            "  do: " + finding.todo()))
                    .toList();
            rows.add(List.of(
                    job.namespace(),
                    job.kind() + "/" + job.name(),
                    job.state(),
                    lines.isEmpty() ? "nothing" : lines.getFirst()));
            lines.stream().skip(1).forEach(line -> rows.add(List.of("", "", "", line)));
        }
        return rows;
    }
}
