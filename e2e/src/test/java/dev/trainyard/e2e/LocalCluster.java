package dev.trainyard.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code trainyard up} makes, in a home of its own and on free ports. */
final class LocalCluster implements ClusterUnderTest {
    private final Machine machine;
    private final Path home;
    private final List<String> without;

    /** The same each time it is started: who has an address of it keeps it. */
    private final List<String> ports = Stream.of("--port", "--store-port", "--node-port")
            .flatMap(option -> Stream.of(option, Integer.toString(FreePort.next())))
            .toList();

    private Optional<ChildProcess> nodeAgent = Optional.empty();

    private LocalCluster(Machine machine, List<String> without) {
        this.machine = machine;
        // A folder that can be deleted, which one that something is mounted at cannot.
        this.home = machine.folder().resolve("home");
        this.without = without;
        Images.write(machine.seen(home));
    }

    /** On a machine that is not as machines should be. */
    static LocalCluster on(Machine machine) {
        var cluster = new LocalCluster(machine, List.of());
        cluster.up();
        return cluster;
    }

    static LocalCluster start(ClusterKind kind) {
        return switch (kind) {
            case SHARED, OWN -> started();
            case OPERATOR_APART -> started("--without", "operator");
            case NODE_AGENT_APART -> {
                var cluster = started("--without", "node");
                cluster.startNodeAgent();
                yield cluster;
            }
        };
    }

    private static LocalCluster started(String... without) {
        var cluster = new LocalCluster(Machine.asItIs(), List.of(without));
        cluster.up();
        return cluster;
    }

    /** Starts it, or starts it again where it has been killed. */
    void up() {
        succeed(tryUp());
    }

    /** The same where it may not start. */
    Answer tryUp() {
        return trainyard(
                Stream.of(List.of("up"), ports, without).flatMap(List::stream).toArray(String[]::new));
    }

    /** Ends all of it as {@code kill -9} does. Containers go on. */
    void kill() {
        var process = ProcessHandle.of(description().get("pid").asLong()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    private JsonNode description() {
        try {
            return Serialization.mapper()
                    .readTree(machine.seen(home.resolve("cluster.json")).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the command line answers where this is the cluster that it knows. */
    Answer trainyard(String... arguments) {
        return Answer.of(machine.command(Trainyard.command(List.of(arguments))), environment(), "");
    }

    private static void succeed(Answer answer) {
        if (answer.code() != 0) {
            throw new IllegalStateException("trainyard failed:\n" + answer.output());
        }
    }

    private Map<String, String> environment() {
        var environment = new HashMap<>(Map.of("TRAINYARD_HOME", home.toString(), "KUBECONFIG", ""));
        if (machine.isChanged()) {
            // What such a machine makes is of no use to others, and what others have made is not to be found.
            environment.put(
                    "TRAINYARD_IMAGES", machine.folder().resolve("images").toString());
            environment.put("PATH", "/usr/bin:/bin");
        }
        return environment;
    }

    @Override
    public Path kubeconfig() {
        return machine.seen(home.resolve("kubeconfig"));
    }

    @Override
    public S3Access store() {
        var port = description().at("/ports/store").asInt();
        return S3Access.of(URI.create("http://127.0.0.1:" + port), machine.seen(home.resolve("s3-credentials")));
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
        return ChildProcess.tail(machine.seen(home.resolve("cluster.log")));
    }

    @Override
    public void close() {
        nodeAgent.ifPresent(ChildProcess::close);
        succeed(trainyard("down", "--delete"));
    }
}
