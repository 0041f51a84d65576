package dev.trainyard.e2e;

/** Manifests of jobs that take a second or two: shell scripts on an image that stands for the host's own programs. */
final class QuickJob {
    /** Mapped to the host by the {@code images.yaml} of each cluster under test. */
    static final String IMAGE = "scenario/shell:1";

    /** A chief that writes to {@code /output}, and nobody else. The script's {@code $0} is the last argument. */
    static String chief(String name, String restartPolicy, String script) {
        return """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: %s}
                spec:
                  tfReplicaSpecs:
                    Chief: %s
                """.formatted(name, replica(name + "-chief", restartPolicy, script));
    }

    /** A chief and a worker. */
    static String chiefAndWorker(String name, String restartPolicy, String chief, String worker) {
        return chief(name, restartPolicy, chief)
                + "    Worker: %s\n".formatted(replica(name + "-worker", restartPolicy, worker));
    }

    private static String replica(String word, String restartPolicy, String script) {
        // As JSON, which is YAML on one line.
        return """
                {"restartPolicy": "%s", "template": {"spec": {"containers": [{"name": "tensorflow", "image": "%s",\
                 "command": ["sh", "-c", %s, "%s"], "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}},\
                 "volumeMounts": [{"name": "output", "mountPath": "/output"}]}],\
                 "volumes": [{"name": "output", "emptyDir": {}}]}}}""".formatted(restartPolicy, IMAGE, quoted(script), word);
    }

    private static String quoted(String script) {
        return "\"" + script.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private QuickJob() {}
}
