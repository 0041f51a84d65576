package dev.trainyard.operator.plan;

/** Whether the job is to wait without pods. A training that is over is not suspended any more: its upload goes on. */
final class Suspend {
    static boolean isAskedFor(TrainingJob job) {
        return job.runPolicy().suspend().orElse(false);
    }

    private Suspend() {}
}
