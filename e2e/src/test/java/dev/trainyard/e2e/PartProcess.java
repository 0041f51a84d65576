package dev.trainyard.e2e;

import dev.trainyard.api.Logging;
import dev.trainyard.api.Serialization;
import dev.trainyard.cluster.controllers.Controllers;
import dev.trainyard.cluster.controllers.ControllersConfig;
import dev.trainyard.cluster.folder.CurrentUser;
import dev.trainyard.cluster.image.Images;
import dev.trainyard.cluster.node.NodeAgent;
import dev.trainyard.cluster.node.NodeAgentConfig;
import dev.trainyard.cluster.pki.Pki;
import dev.trainyard.cluster.scheduler.Scheduler;
import dev.trainyard.cluster.scheduler.SchedulerConfig;
import dev.trainyard.operator.Operator;
import dev.trainyard.operator.OperatorConfig;
import dev.trainyard.operator.reconcile.PortRange;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** One part of Trainyard as a process of its own: a client of the API server that a kubeconfig names, and no more. */
final class PartProcess {
    private static final String NODE = "node-1";

    /** Starts a part on the cluster whose folder has a {@code kubeconfig} and {@code pki/}. */
    static ChildProcess start(String part, Path folder) {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dtrainyard.uploader="
                        + Path.of("..", "uploader", "target", "dist")
                                .toAbsolutePath()
                                .normalize(),
                "-cp",
                // Surefire keeps the tests' own class path here.
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PartProcess.class.getName(),
                part,
                folder.toString());
        return ChildProcess.start(part, folder, Map.of(), command);
    }

    public static void main(String[] arguments) throws Exception {
        Logging.configure();
        var folder = Path.of(arguments[1]);
        // The operator has no more rights than it is installed with.
        var kubeconfig = folder.resolve(arguments[0].equals("operator") ? "operator.kubeconfig" : "kubeconfig");
        try (var client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                        .withKubernetesSerialization(Serialization.kubernetes())
                        .build();
                var _ = start(arguments[0], folder, client)) {
            new CountDownLatch(1).await();
        }
    }

    private static AutoCloseable start(String part, Path folder, KubernetesClient client) throws Exception {
        return switch (part) {
            case "operator" -> operator(folder, client);
            case "operator-without-ports" -> Operator.start(client, OperatorConfig.DEFAULT);
            case "scheduler" -> Scheduler.start(client, SchedulerConfig.standard());
            case "volumes" -> Controllers.start(client, ControllersConfig.realControlPlane(folder, NODE));
            case "node-agent" -> NodeAgent.start(client, nodeAgent(folder));
            default -> throw new IllegalArgumentException("no part is called " + part);
        };
    }

    private static AutoCloseable operator(Path folder, KubernetesClient client) throws IOException {
        var config = OperatorConfig.DEFAULT.withReplicaPorts(new PortRange(28_000, 28_499));
        var webhook = Operator.serveWebhook(client, config, InstalledOperator.webhook(folder));
        var operator = Operator.start(client, config);
        return () -> {
            operator.close();
            webhook.close();
        };
    }

    private static NodeAgentConfig nodeAgent(Path folder) {
        var uploader = Path.of(System.getProperty("trainyard.uploader"));
        var tls = Pki.open(folder.resolve("pki")).nodeAgent().sslContext();
        return NodeAgentConfig.of(NODE, folder, imageCache())
                .withAddressForServices()
                .withUploader(new Images.Uploader(uploader, Path.of(System.getProperty("java.home"))))
                .withLogServer(new NodeAgentConfig.LogServer(0, tls));
    }

    private static Path imageCache() {
        var named = Optional.ofNullable(System.getenv("TRAINYARD_IMAGES"));
        var caches = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(CurrentUser.home(System.getenv()).resolve(".cache"));
        return named.map(Path::of).orElse(caches.resolve("trainyard/images"));
    }

    private PartProcess() {}
}
