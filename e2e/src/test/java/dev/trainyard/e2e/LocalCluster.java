package dev.trainyard.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code trainyard up} makes, in a home of its own and on free ports. */
final class LocalCluster implements ClusterUnderTest {
    private final Path home = TestFolder.create("local");
    private final List<String> without;

    /** The same each time it is started: who has an address of it keeps it. */
    private final List<String> ports = Stream.of("--port", "--store-port", "--node-port")
            .flatMap(option -> Stream.of(option, Integer.toString(FreePort.next())))
            .toList();

    private Optional<ChildProcess> nodeAgent = Optional.empty();

    private LocalCluster(List<String> without) {
        this.without = without;
        Images.write(home);
    }

    static LocalCluster start(ClusterKind kind) {
        var apart = kind == ClusterKind.NODE_AGENT_APART;
        var cluster = new LocalCluster(apart ? List.of("--without", "node") : List.of());
        cluster.up();
        if (apart) {
            cluster.startNodeAgent();
        }
        return cluster;
    }

    /** Starts it, or starts it again where it has been killed. */
    void up() {
        trainyard(Stream.of(List.of("up"), ports, without).flatMap(List::stream).toList());
    }

    /** Ends all of it as {@code kill -9} does. Containers go on. */
    void kill() {
        var process = ProcessHandle.of(description().get("pid").asLong()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    private JsonNode description() {
        try {
            return Serialization.mapper().readTree(home.resolve("cluster.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void trainyard(List<String> arguments) {
        try (var process = ChildProcess.start("trainyard", home, environment(), Trainyard.command(arguments))) {
            if (process.await() != 0) {
                throw new IllegalStateException(
                        "trainyard " + String.join(" ", arguments) + " failed:\n" + process.tail());
            }
        }
    }

    private Map<String, String> environment() {
        return Map.of("TRAINYARD_HOME", home.toString());
    }

    @Override
    public Path kubeconfig() {
        return home.resolve("kubeconfig");
    }

    @Override
    public S3Access store() {
        var port = description().at("/ports/store").asInt();
        return S3Access.of(URI.create("http://127.0.0.1:" + port), home.resolve("s3-credentials"));
    }

    @Override
    public void killNodeAgent() {
        nodeAgent.orElseThrow().kill();
    }

    @Override
    public void startNodeAgent() {
        nodeAgent =
                Optional.of(ChildProcess.start("node-agent", home, environment(), Trainyard.command(List.of("node"))));
    }

    @Override
    public String logs() {
        return ChildProcess.tail(home.resolve("cluster.log"));
    }

    @Override
    public void close() {
        nodeAgent.ifPresent(ChildProcess::close);
        trainyard(List.of("down", "--delete"));
    }
}
