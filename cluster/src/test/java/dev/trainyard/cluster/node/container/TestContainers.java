package dev.trainyard.cluster.node.container;

import dev.trainyard.cluster.folder.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Containers without a cluster, one after another. */
final class TestContainers {
    final Starter starter;
    final Shim shim;
    private final Path folder;
    private int number;

    TestContainers(Starter starter, Path folder) throws IOException, InterruptedException {
        this.starter = starter;
        this.folder = folder;
        this.shim = starter.shim(folder);
    }

    /** What came of a container. */
    record Result(Launch launch, List<String> lines) {}

    Attempt attempt() throws IOException {
        number++;
        return new Attempt(starter.folder(folder.resolve(Integer.toString(number))), number);
    }

    /** Runs one to its end. */
    Result run(Confinement confinement, List<Mount> mounts, String... argv) throws IOException, InterruptedException {
        var attempt = attempt();
        var launch = shim.start(attempt, starter.spec(attempt, confinement, mounts, argv));
        if (!(launch instanceof Launch.Refused)) {
            awaitEnd(attempt);
        }
        Folders.delete(attempt.rootfs());
        return new Result(launch, lines(attempt));
    }

    static void awaitEnd(Attempt attempt) throws IOException, InterruptedException {
        var ended = new CountDownLatch(1);
        Runnable look = () -> {
            if (attempt.phase() instanceof Attempt.Phase.Ended) {
                ended.countDown();
            }
        };
        try (var watches = new FolderWatch(StandardWatchEventKinds.ENTRY_CREATE);
                var _ = watches.watch(attempt.folder(), look)) {
            look.run(); // It may have ended just before anyone listened.
            if (!ended.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the container has not ended: " + lines(attempt));
            }
        }
    }

    private static List<String> lines(Attempt attempt) {
        try {
            return Files.notExists(attempt.log())
                    ? List.of()
                    : Files.readAllLines(attempt.log()).stream()
                            .map(line -> line.split(" ", 4)[3])
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
