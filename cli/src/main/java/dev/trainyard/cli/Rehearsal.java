package dev.trainyard.cli;

import dev.trainyard.api.Logging;
import dev.trainyard.cli.command.Trainyard;
import dev.trainyard.cli.local.Home;
import dev.trainyard.cli.local.LocalCluster;
import dev.trainyard.cli.local.Ports;
import dev.trainyard.cli.local.Silence;
import dev.trainyard.cli.local.UpSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What {@code ./trainyard} has the JVM watch after a build, for two ahead-of-time caches: a whole cluster starts, and
 * the usual commands run on one. Two, because a cache is loaded whole: with the cluster's ten thousand classes in it, a
 * command would start later than without any.
 */
public final class Rehearsal {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("up", "--port", "0", "--store-port", "0", "--node-port", "0"),
            List.of("status"),
            List.of("get", "jobs"),
            List.of("get", "jobs", "-o", "json"),
            List.of("describe", "none"),
            List.of("logs", "none"),
            List.of("artifacts", "ls", "none"),
            List.of("--help"),
            List.of("down"));

    /** Takes {@code cluster} or {@code commands}, and an empty folder. */
    public static void main(String[] args) throws Exception {
        var home = new Home(Path.of(args[1]));
        switch (args[0]) {
            case "cluster" -> cluster(home);
            case "commands" -> commands(home);
            default -> throw new IllegalArgumentException("there is no rehearsal of " + args[0]);
        }
        System.exit(0);
    }

    private static void cluster(Home home) throws Exception {
        Logging.configure();
        // Twice: the first start makes what the second finds.
        for (int start = 1; start <= 2; start++) {
            try (var cluster = LocalCluster.start(home, new UpSettings(new Ports(0, 0, 0), Set.of()))) {
                cluster.running().write(home);
            }
        }
    }

    private static void commands(Home home) {
        Silence.begin();
        COMMANDS.forEach(command -> Trainyard.execute(home, command.toArray(String[]::new)));
    }

    private Rehearsal() {}
}
