package dev.trainyard.cluster.node;

import dev.trainyard.cluster.folder.CurrentUser;
import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.Confinement;
import dev.trainyard.cluster.node.container.ContainerSpec;
import dev.trainyard.cluster.node.container.HostRoot;
import dev.trainyard.cluster.node.container.Launch;
import dev.trainyard.cluster.node.container.Shim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds out whether this machine can run containers by running one: some systems grant a namespace and refuse the
 * mount.
 *
 * @param rights what containers can be given
 * @param unavailable why there can be none; empty if there can
 */
record Trial(AgentRights rights, Optional<String> unavailable) {

    static Trial run(Shim shim, Path pods, long maxTasks) throws IOException, InterruptedException {
        if (!CurrentUser.isRoot()) {
            return new Trial(AgentRights.ORDINARY_USER, run(shim, pods, maxTasks, Confinement.Users.HOST));
        }
        return run(shim, pods, maxTasks, Confinement.Users.OWN).isEmpty()
                ? new Trial(AgentRights.ROOT_WITH_USER_NAMESPACES, Optional.empty())
                : new Trial(AgentRights.ROOT, run(shim, pods, maxTasks, Confinement.Users.HOST));
    }

    private static Optional<String> run(Shim shim, Path pods, long maxTasks, Confinement.Users users)
            throws InterruptedException {
        var folder = pods.resolve(".trial-" + UUID.randomUUID());
        var attempt = new Attempt(folder, 0);
        var spec = new ContainerSpec(
                List.of("/bin/sh", "-c", "exit 0"),
                "",
                Map.of("PATH", "/usr/bin:/bin"),
                "/",
                "trial",
                Confinement.usual(users),
                attempt.rootfs().toString(),
                HostRoot.mounts(),
                List.of(),
                List.of(),
                attempt.log().toString(),
                1 << 16,
                false,
                "SIGTERM",
                1 << 20,
                maxTasks,
                0);
        try {
            return switch (shim.start(attempt, spec)) {
                case Launch.Started _ -> Optional.empty();
                case Launch.Failed failed -> Optional.of(failed.message());
                case Launch.Refused refused -> Optional.of(refused.message());
            };
        } finally {
            Thread.ofVirtual().start(() -> remove(folder));
        }
    }

    private static void remove(Path folder) {
        try {
            // The shim writes its last file as the container ends, and so may be a moment behind.
            Thread.sleep(1000);
            Folders.delete(folder);
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt(); // What stays is swept when the agent starts next.
        }
    }
}
