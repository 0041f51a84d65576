package dev.trainyard.cli.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The cluster that is up, as its own {@code cluster.json} says.
 *
 * @param pid its process
 * @param startTicks when that process started, in clock ticks since the boot: tells it from a later one of the same
 *     number. A time of day would not do: it moves when the clock is set
 * @param started the same for people, RFC 3339 in UTC
 * @param server the URL of its API server
 * @param ports what it listens on, on 127.0.0.1
 * @param without the parts that it was told to leave out
 * @param stopping whether it ends its pods, and then itself
 */
public record RunningCluster(
        long pid, long startTicks, String started, String server, Ports ports, List<String> without, boolean stopping) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The cluster of this home, if its process is alive. */
    public static Optional<RunningCluster> find(Home home) {
        if (Files.isRegularFile(home.path())) {
            return Optional.empty();
        }
        try {
            var cluster = JSON.readValue(Files.readString(home.record()), RunningCluster.class);
            return cluster.process().isPresent() ? Optional.of(cluster) : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (AccessDeniedException denied) {
            throw new Failure(
                    "The local cluster's home, " + home.path() + ", may not be read by this user: name another "
                            + "folder in $TRAINYARD_HOME.",
                    denied);
        } catch (IOException unreadable) {
            throw new Failure(
                    "Cannot read " + home.record() + ": " + unreadable.getMessage()
                            + ". If no cluster is up, delete it.",
                    unreadable);
        }
    }

    /** This process as a cluster. */
    public static RunningCluster self(String server, Ports ports, List<String> without) {
        return of(ProcessHandle.current().pid(), server, ports, without);
    }

    static RunningCluster of(long pid, String server, Ports ports, List<String> without) {
        return new RunningCluster(
                pid,
                ProcessStat.read(pid).map(ProcessStat::startTicks).orElse(0L),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                server,
                ports,
                without,
                false);
    }

    /** The same cluster, as it ends. */
    RunningCluster asStopping() {
        return new RunningCluster(pid, startTicks, started, server, ports, without, true);
    }

    /** Its process, while it lives: one that is being taken down does not. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(_ -> ProcessStat.read(pid)
                        .filter(stat -> !stat.ending() && stat.startTicks() == startTicks)
                        .isPresent());
    }

    /** Writes {@code cluster.json}; a reader sees all of it or none. */
    public void write(Home home) throws IOException {
        var whole = home.record().resolveSibling("cluster.json.new");
        Files.writeString(whole, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        Files.move(whole, home.record(), StandardCopyOption.ATOMIC_MOVE);
    }
}
