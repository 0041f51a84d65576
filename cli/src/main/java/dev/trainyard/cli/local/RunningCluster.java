package dev.trainyard.cli.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The cluster that is up, as its own {@code cluster.json} says.
 *
 * @param pid its process
 * @param started when that process started, which tells it from a later one of the same number
 * @param server the URL of its API server
 * @param ports what it listens on, on 127.0.0.1
 * @param without the parts that it was told to leave out
 */
public record RunningCluster(long pid, String started, String server, Ports ports, List<String> without) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The cluster of this home, if its process is alive. */
    public static Optional<RunningCluster> find(Home home) {
        try {
            var cluster = JSON.readValue(Files.readString(home.record()), RunningCluster.class);
            return cluster.process().isPresent() ? Optional.of(cluster) : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new Failure(
                    "Cannot read " + home.record() + ": " + unreadable.getMessage()
                            + ". If no cluster is up, delete it.",
                    unreadable);
        }
    }

    /** This process as a cluster. */
    public static RunningCluster self(String server, Ports ports, List<String> without) {
        var self = ProcessHandle.current();
        return new RunningCluster(self.pid(), startOf(self).orElse(""), server, ports, without);
    }

    /** Its process, while it lives. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).map(started::equals).orElse(true));
    }

    /** Writes {@code cluster.json}; a reader sees all of it or none. */
    public void write(Home home) throws IOException {
        var whole = home.record().resolveSibling("cluster.json.new");
        Files.writeString(whole, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        Files.move(whole, home.record(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Optional<String> startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString);
    }
}
