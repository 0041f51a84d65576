package dev.trainyard.cli.command;

import dev.trainyard.cli.local.Home;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is around a command.
 *
 * @param out where results go
 * @param err where remarks and errors go
 * @param environment the environment variables
 * @param home the local cluster's home
 * @param columns the terminal's width; 0 where {@code out} is no terminal
 * @param command what the person calls us by: {@code ./trainyard}
 */
record Shell(
        PrintStream out, PrintStream err, Map<String, String> environment, Home home, int columns, String command) {
    /** The shell that started this process. */
    static Shell ofProcess(Home home) {
        var environment = System.getenv();
        return new Shell(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                environment,
                home,
                Integer.getInteger("trainyard.columns", 0),
                System.getProperty("trainyard.command", "trainyard"));
    }
}
