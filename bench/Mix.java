import java.util.ArrayList;
import java.util.List;

/** What the measured jobs are like: how long their pods live, which {@code kwok/stages.yaml} reads from an annotation of the pod. */
enum Mix {
    /** Pods that run while the others are made, so that an operator first makes pods and then ends jobs. */
    STEADY("15s"),
    /** Pods that end a moment after they start, so that creations, status changes and ends overlap. */
    HASTY("1s");

    static final int JOBS = 200;
    static final int WORKERS = 4;
    static final int PODS = JOBS * (WORKERS + 1);

    private final String life;

    Mix(String life) {
        this.life = life;
    }

    static Mix of(String name) {
        return valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Manifests of all jobs of a burst. */
    List<String> jobs() {
        var jobs = new ArrayList<String>();
        for (int i = 0; i < JOBS; i++) {
            jobs.add(job("job-" + i));
        }
        return jobs;
    }

    String job(String name) {
        return job(name, "");
    }

    /**
     * The manifest of a job of a chief and workers. An explicit None means the same to Trainyard and to Training Operator.
     *
     * @param padding makes the pod spec bigger by so many characters
     */
    String job(String name, String padding) {
        return """
                {"apiVersion":"kubeflow.org/v1","kind":"TFJob","metadata":{"name":"%s"},"spec":{"runPolicy":{"cleanPodPolicy":"None"},\
                "tfReplicaSpecs":{"Chief":%s,"Worker":%s}}}""".formatted(name, replica(1, padding), replica(WORKERS, padding));
    }

    private String replica(int count, String padding) {
        return """
                {"replicas":%d,"restartPolicy":"Never","template":{"metadata":{"annotations":{"bench/life":"%s"}},"spec":{"containers":[\
                {"name":"tensorflow","image":"bench/train:1","command":["python","/app/train.py","--epochs=10","--batch-size=64"],\
                "env":[{"name":"DATA","value":"/data"},{"name":"PADDING","value":"%s"}],"resources":{"requests":{"cpu":"10m","memory":"16Mi"},\
                "limits":{"memory":"64Mi"}},"volumeMounts":[{"name":"output","mountPath":"/output"}]}],\
                "volumes":[{"name":"output","emptyDir":{}}]}}}""".formatted(count, life, padding);
    }
}
