package dev.trainyard.cli.follow;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads one container's log as it grows, on a thread of its own. */
final class LogFollower implements AutoCloseable {
    /** Enough to see where a training is that has been going for long. */
    private static final int LINES_BACK = 100;

    private final LogWatch log;
    private final Thread reader;

    static LogFollower start(KubernetesClient client, Pod pod, String container, Consumer<Signal> heard) {
        var name = pod.getMetadata().getName();
        var log = client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .inContainer(container)
                .tailingLines(LINES_BACK)
                .withReadyWaitTimeout(0)
                .watchLog();
        return new LogFollower(log, name, container, heard);
    }

    private LogFollower(LogWatch log, String pod, String container, Consumer<Signal> heard) {
        this.log = log;
        this.reader = Thread.ofVirtual().name("log of " + pod + "/" + container).start(() -> {
            try (var output = new BufferedReader(new InputStreamReader(log.getOutput(), StandardCharsets.UTF_8))) {
                var lines = new LogLines(output);
                for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                    // What a server that cannot give the log answers with.
                    if (!line.get().startsWith("{\"kind\":\"Status\"")) {
                        heard.accept(new Signal.Logged(pod, container, line.get()));
                    }
                }
            } catch (IOException | KubernetesClientException gone) {
                // The pod was deleted or the server went away; the watches tell.
            }
            heard.accept(new Signal.LogEnded());
        });
    }

    boolean ended() {
        return !reader.isAlive();
    }

    @Override
    public void close() {
        log.close();
    }
}
