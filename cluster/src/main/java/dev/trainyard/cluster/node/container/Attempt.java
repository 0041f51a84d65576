package dev.trainyard.cluster.node.container;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run of a container, as its folder tells it. Everything known of a run is in these files, so that an agent that
 * comes back knows as much as the one that died:
 *
 * <ul>
 *   <li>{@code spec.json} the agent wants it started; the shim claims it by renaming it to {@code container.json}
 *   <li>{@code shim.json} the shim's process, written before the claim
 *   <li>{@code state.json} the container's first process, once it runs
 *   <li>{@code exit.json} how it ended
 *   <li>{@code log}, {@code log.1} what it wrote; {@code termination-log} its last words
 *   <li>{@code rootfs} its root folder, removed after the end
 * </ul>
 *
 * @param folder the folder
 * @param number 0 for the first run of the container, and so its restart count
 */
public record Attempt(Path folder, int number) {
    static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The container's first process and when it began. */
    public record Running(HostProcess init, String startedAt) {}

    /** Where a run is. */
    public sealed interface Phase {
        /** Its shim is at work; soon it runs or has failed. */
        record Starting() implements Phase {}

        record Runs(Running running) implements Phase {}

        record Ended(Exit exit) implements Phase {}

        /** It was never started: what is in the folder is void. */
        record NeverStarted() implements Phase {}
    }

    public Path log() {
        return folder.resolve("log");
    }

    public Path terminationLog() {
        return folder.resolve("termination-log");
    }

    public Path rootfs() {
        return folder.resolve("rootfs");
    }

    /** What the container was started with. */
    public Optional<ContainerSpec> spec() {
        return read("container.json", ContainerSpec.class);
    }

    /**
     * Where the run is, by its files and by whether its shim lives. A shim that has died without a word has taken its
     * container along (the kernel sees to that), and the exit is written here in its name.
     */
    public Phase phase() {
        var exit = read("exit.json", Exit.class);
        if (exit.isPresent()) {
            return new Phase.Ended(exit.get());
        }
        var shim = read("shim.json", HostProcess.class);
        if (shim.isEmpty() || Files.exists(folder.resolve("spec.json"))) {
            return new Phase.NeverStarted();
        }
        var running = read("state.json", Running.class);
        if (shim.get().alive()) {
            return running.<Phase>map(Phase.Runs::new).orElseGet(Phase.Starting::new);
        }
        // It may have ended between the two looks.
        exit = read("exit.json", Exit.class);
        if (exit.isEmpty() && running.isEmpty()) {
            return new Phase.NeverStarted();
        }
        return new Phase.Ended(exit.orElseGet(() -> writeLost(shim.get(), running.orElseThrow())));
    }

    /** Takes the right to start the container away from a shim that has not begun; false if one has. */
    public boolean revoke() {
        try {
            Files.deleteIfExists(folder.resolve("spec.json"));
            return !Files.exists(folder.resolve("container.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the control groups of a run that has ended, which its shim does unless it was killed. */
    public void removeGroups() throws IOException {
        for (var group : spec().map(ContainerSpec::cgroups).orElse(List.of())) {
            Files.deleteIfExists(Path.of(group.path()));
        }
    }

    void write(ContainerSpec spec) throws IOException {
        Files.createDirectories(folder);
        if (Files.notExists(terminationLog())) {
            Files.createFile(terminationLog());
            // The container may run as any user; nobody else passes the folder of all pods.
            Files.setPosixFilePermissions(terminationLog(), PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        writeJson("spec.json", spec);
    }

    private Exit writeLost(HostProcess shim, Running running) {
        var why = shim.beforeReboot()
                ? "The machine was restarted while the container ran."
                : "The container's shim was killed, and the container with it.";
        var exit = new Exit(137, 9, false, running.startedAt(), Instant.now().toString(), null, why);
        try {
            writeJson("exit.json", exit);
        } catch (IOException e) {
            return exit; // The disk is full, say. It is as lost at the next look, which tries again.
        }
        return exit;
    }

    private void writeJson(String name, Object content) throws IOException {
        var temporary = folder.resolve(name + ".agent");
        Files.deleteIfExists(temporary);
        // The environment may hold passwords.
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, JSON.writeValueAsString(content), StandardCharsets.UTF_8);
        try {
            Files.move(
                    temporary,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(folder + " is on a file system without atomic renames, which the cluster needs", e);
        }
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(folder.resolve(name)), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
