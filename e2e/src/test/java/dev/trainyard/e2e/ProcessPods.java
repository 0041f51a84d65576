package dev.trainyard.e2e;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Pods that are real processes of this machine. There is one node, which stays. */
final class ProcessPods implements SoakPods {
    private final List<SoakJob> jobs;
    private final Path folder;

    /**
     * Pods of these jobs.
     *
     * @param folder remembers how often each trainer has ended by itself
     */
    ProcessPods(List<SoakJob> jobs, Path folder) {
        this.jobs = jobs;
        this.folder = folder;
    }

    @Override
    public String spec(SoakJob job, String container, String role) {
        var fates = job.fates().entrySet().stream()
                .filter(fate -> fate.getKey().startsWith(role + "-"))
                .map(fate -> "%s) set -- %s;;"
                        .formatted(
                                fate.getKey(),
                                fate.getValue().stream().map(String::valueOf).collect(joining(" "))))
                .collect(joining(" "));
        // Its trainer's runs are counted where the replica's next pod finds them.
        var script = """
                case ${POD#%s-} in %s esac; count=/soak/$POD; before=$(cat $count 2>/dev/null || echo 0); \
                while [ $before -gt 0 ] && [ $# -gt 1 ]; do shift; before=$((before - 1)); done; \
                if [ $1 = -1 ]; then sleep 600; fi; sleep 1; echo $(($(cat $count 2>/dev/null || echo 0) + 1)) > $count; exit $1""".formatted(job.name(), fates);
        return """
                {"containers": [{"name": "%s", "image": "%s", "command": ["sh", "-c", "%s", "%s"],\
 "env": [{"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],\
                 "resources": {"requests": {"cpu": "1m", "memory": "1Mi"}}, "volumeMounts": [{"name": "soak", "mountPath": "/soak"}]}],\
                 "volumes": [{"name": "soak", "hostPath": {"path": "%s"}}]}""".formatted(container, QuickJob.IMAGE, script, job.name() + "-trainer", folder);
    }

    @Override
    public void killTrainer(Random random) {
        var robust = jobs.stream()
                .filter(SoakJob::robust)
                .map(job -> job.name() + "-trainer")
                .toList();
        var trainers = ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(robust::contains))
                .toList();
        if (!trainers.isEmpty()) {
            trainers.get(random.nextInt(trainers.size())).destroyForcibly();
        }
    }

    @Override
    public void loseNode(Random random) {
        // The only one.
    }

    @Override
    public void close() {
        // They end with their jobs.
    }
}
