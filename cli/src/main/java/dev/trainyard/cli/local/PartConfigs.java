package dev.trainyard.cli.local;

import dev.trainyard.cluster.folder.CurrentUser;
import dev.trainyard.cluster.image.Images;
import dev.trainyard.cluster.node.NodeAgentConfig;
import dev.trainyard.cluster.pki.Pki;
import dev.trainyard.operator.OperatorConfig;
import dev.trainyard.operator.reconcile.PortRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How the parts are set up on this machine, together or each as a process of its own. */
public final class PartConfigs {
    /** Below the ports that Linux hands out to outgoing connections, which begin at 32768. */
    private static final int FIRST_REPLICA_PORT = 20_000;

    private static final int REPLICA_PORTS = 500;
    private static final int RANGES = 24;

    /** The node agent with its log endpoint on this port, and the uploader of this build. */
    public static NodeAgentConfig node(Home home, int port) {
        var config = NodeAgentConfig.of(nodeName(), home.path(), imageCache());
        var pki = home.path().resolve("pki");
        var withLogs = Files.isDirectory(pki)
                ? config.withLogServer(new NodeAgentConfig.LogServer(
                        port, Pki.open(pki).nodeAgent().sslContext()))
                : config;
        var java = Path.of(System.getProperty("java.home"));
        return uploader()
                .map(folder -> withLogs.withUploader(new Images.Uploader(folder, java)))
                .orElse(withLogs);
    }

    /**
     * The operator for pods that share this machine's network. Clusters of two homes get two ranges of ports, unless
     * their API servers' ports are a multiple of 24 apart.
     */
    public static OperatorConfig operator(Ports ports) {
        var first = FIRST_REPLICA_PORT + ports.api() % RANGES * REPLICA_PORTS;
        return OperatorConfig.DEFAULT.withReplicaPorts(new PortRange(first, first + REPLICA_PORTS - 1));
    }

    /** The name that this machine has as a Node. */
    public static String nodeName() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }

    /** {@code $TRAINYARD_IMAGES}, else the usual place for caches. */
    private static Path imageCache() {
        var environment = System.getenv();
        var named = environment.getOrDefault("TRAINYARD_IMAGES", "");
        if (!named.isBlank()) {
            return Path.of(named).toAbsolutePath();
        }
        var caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        var base = caches.isBlank() ? CurrentUser.home(environment).resolve(".cache") : Path.of(caches);
        return base.resolve("trainyard").resolve("images").toAbsolutePath();
    }

    /** Beside the command line's own {@code target/dist}. */
    private static Optional<Path> uploader() {
        var dist = System.getProperty("trainyard.dist", "");
        return Optional.of(dist)
                .filter(path -> !path.isEmpty())
                .map(path ->
                        Path.of(path).resolve("../../../uploader/target/dist").normalize())
                .filter(Files::isDirectory);
    }

    private PartConfigs() {}
}
