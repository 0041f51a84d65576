package dev.trainyard.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine that a cluster is started on: this one as it is, or with a few changes that only those programs see which
 * are started on it. The changes are made in namespaces that a process of ours holds, so they need no rights and leave
 * nothing behind.
 */
final class Machine implements AutoCloseable {
    /** What the holder says when the changes are made. It then does nothing until its input ends. */
    private static final String READY = "ready";

    private final Path folder = TestFolder.create("machine");
    private final List<String> enter;
    private final Optional<Process> holder;

    private Machine(List<String> namespaces, List<String> enter, String changes) {
        this.enter = enter;
        this.holder = Optional.of(hold(namespaces, changes));
    }

    private Machine() {
        this.enter = List.of();
        this.holder = Optional.empty();
    }

    /** This one. */
    static Machine asItIs() {
        return new Machine();
    }

    /**
     * This one with other file systems mounted.
     *
     * @param changes lines of shell; {@code $0} is the folder for the test's files
     */
    static Machine with(String changes) {
        // Whoever is not root may mount where they are root: in a user namespace of their own.
        return "root".equals(System.getProperty("user.name"))
                ? new Machine(List.of("--mount"), List.of("--mount"), changes)
                : new Machine(
                        List.of("--user", "--map-root-user", "--mount"),
                        List.of("--user", "--preserve-credentials", "--mount"),
                        changes);
    }

    /** This one for an ordinary user, who may make no namespaces. */
    static Machine withoutNamespaces() {
        return new Machine(
                List.of("--user", "--map-user=1000", "--map-group=1000", "--keep-caps"),
                List.of("--user", "--preserve-credentials"),
                "echo 0 > /proc/sys/user/max_user_namespaces");
    }

    private Process hold(List<String> namespaces, String changes) {
        var script = "set -e\n" + changes + "\necho " + READY + "\nexec cat >/dev/null";
        var command = joined(List.of("unshare"), namespaces, List.of("sh", "-c", script, folder.toString()));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (!READY.equals(said)) {
                throw new IllegalStateException("the machine cannot be changed: " + said);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isChanged() {
        return holder.isPresent();
    }

    /** The folder for the test's files, by the name that it has on this machine. */
    Path folder() {
        return folder;
    }

    /** A file of this machine, by a name that the test can open it by. */
    Path seen(Path file) {
        return holder.map(process -> Path.of("/proc", Long.toString(process.pid()), "root" + file))
                .orElse(file);
    }

    /** What to start so that a program runs on this machine. */
    List<String> command(List<String> program) {
        return holder.map(
                        process -> joined(List.of("nsenter", "--target", Long.toString(process.pid())), enter, program))
                .orElse(program);
    }

    private static List<String> joined(List<String> first, List<String> second, List<String> third) {
        return Stream.of(first, second, third).flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        holder.ifPresent(Process::destroyForcibly);
    }
}
