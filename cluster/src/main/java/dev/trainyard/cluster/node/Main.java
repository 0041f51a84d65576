package dev.trainyard.cluster.node;

import dev.trainyard.cluster.folder.CurrentUser;
import dev.trainyard.cluster.image.Images;
import dev.trainyard.cluster.pki.Pki;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A node agent in a process of its own, attached to whatever API server {@code KUBECONFIG} names. It is set by
 * environment variables:
 *
 * <ul>
 *   <li>{@code TRAINYARD_HOME} its home folder, {@code ~/.trainyard} unless set
 *   <li>{@code TRAINYARD_IMAGES} the cache of environments, {@code ~/.cache/trainyard/images} unless set
 *   <li>{@code TRAINYARD_NODE} the Node's name, the host's unless set
 *   <li>{@code TRAINYARD_NODE_PORT} the port for logs, 10250 unless set; logs can be had where the home has a
 *       {@code pki} folder
 *   <li>{@code TRAINYARD_POD_ADDRESS} the address of this machine at which pods find each other; unless set, the first
 *       that a Service may point to, since its controllers refuse the loopback
 *   <li>{@code TRAINYARD_UPLOADER} the folder of the uploader's build
 * </ul>
 *
 * SIGTERM ends the agent; containers go on, and are taken over by the next one.
 */
public final class Main {
    private static final String LOG_PORT = "10250";

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var user = CurrentUser.home(System.getenv());
        var home = variable("TRAINYARD_HOME").map(Path::of).orElse(user.resolve(".trainyard"));
        var images = variable("TRAINYARD_IMAGES").map(Path::of).orElse(user.resolve(".cache/trainyard/images"));
        var local = NodeAgentConfig.of(variable("TRAINYARD_NODE").orElseGet(Main::hostname), home, images);
        var config =
                variable("TRAINYARD_POD_ADDRESS").map(local::withPodAddress).orElseGet(local::withAddressForServices);
        var pki = home.resolve("pki");
        if (Files.isDirectory(pki)) {
            var port = Integer.parseInt(variable("TRAINYARD_NODE_PORT").orElse(LOG_PORT));
            config = config.withLogServer(new NodeAgentConfig.LogServer(
                    port, Pki.open(pki).nodeAgent().sslContext()));
        }
        var uploader = variable("TRAINYARD_UPLOADER").map(Path::of);
        if (uploader.isPresent()) {
            config = config.withUploader(new Images.Uploader(uploader.get(), Path.of(System.getProperty("java.home"))));
        }
        var agent = NodeAgent.start(new KubernetesClientBuilder().build(), config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(agent)));
        Thread.currentThread().join();
    }

    private static void close(NodeAgent agent) {
        try {
            agent.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            return "localhost";
        }
    }
}
