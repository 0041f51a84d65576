package dev.trainyard.cli;

import dev.trainyard.cli.command.Trainyard;
import dev.trainyard.cli.local.Home;
import dev.trainyard.cli.local.LocalCluster;
import dev.trainyard.cli.local.Logging;
import dev.trainyard.cli.local.Ports;
import dev.trainyard.cli.local.UpSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What {@code ./trainyard} has the JVM watch once after a build: a whole cluster starts and the usual commands run on
 * it. The ahead-of-time cache that comes of it halves what the cluster and each command take to start.
 */
public final class Rehearsal {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("status"),
            List.of("get", "jobs"),
            List.of("get", "jobs", "-o", "json"),
            List.of("describe", "none"),
            List.of("logs", "none"),
            List.of("artifacts", "ls", "none"),
            List.of("--help"));

    /** Takes an empty folder. */
    public static void main(String[] args) throws Exception {
        Logging.configure();
        var home = new Home(Path.of(args[0]));
        try (var cluster = LocalCluster.start(home, new UpSettings(new Ports(0, 0, 0), Set.of()))) {
            cluster.running().write(home);
            COMMANDS.forEach(command -> Trainyard.ofProcess(home).execute(command.toArray(String[]::new)));
        }
        System.exit(0);
    }

    private Rehearsal() {}
}
