package dev.trainyard.cluster.node;

import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.volume.PodVolumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pod's folder whose pod was deleted while no agent ran. */
final class Orphan {
    private static final Logger LOG = LoggerFactory.getLogger(Orphan.class);

    private Orphan() {}

    static void remove(Path pod, Gpus gpus) {
        try {
            for (var run : runs(pod.resolve("containers"))) {
                run.revoke();
                switch (run.phase()) {
                    case Attempt.Phase.Runs runs -> runs.running().init().kill();
                    case Attempt.Phase.Ended _ -> run.removeGroups();
                    case Attempt.Phase.Starting _, Attempt.Phase.NeverStarted _ -> {}
                }
            }
            new PodVolumes(pod.resolve("volumes"), pod.getFileName().toString()).remove();
            gpus.release(pod);
            Folders.delete(pod);
        } catch (IOException e) {
            LOG.warn("What a deleted pod has left in {} could not be removed: {}", pod, e.toString());
        }
    }

    private static List<Attempt> runs(Path containers) throws IOException {
        if (!Files.isDirectory(containers)) {
            return List.of();
        }
        // Two levels down: the container's name, the number of the run.
        try (var paths = Files.walk(containers, 2)) {
            return paths.filter(path -> path.getNameCount() == containers.getNameCount() + 2)
                    .map(path -> new Attempt(
                            path, Integer.parseInt(path.getFileName().toString())))
                    .toList();
        }
    }
}
