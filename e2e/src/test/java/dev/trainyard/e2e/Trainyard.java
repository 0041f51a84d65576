package dev.trainyard.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line as {@code ./trainyard} starts it, from what the build has just made. */
final class Trainyard {
    private static final Path DIST =
            Path.of("..", "cli", "target", "dist").toAbsolutePath().normalize();

    static List<String> command(List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dtrainyard.dist=" + DIST,
                "-jar",
                DIST.resolve("trainyard.jar").toString()));
        command.addAll(arguments);
        return command;
    }

    private Trainyard() {}
}
