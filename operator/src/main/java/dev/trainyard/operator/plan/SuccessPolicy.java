package dev.trainyard.operator.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which replicas' success is the job's: the chief's; without a chief that of worker 0, or of all workers where the job
 * says {@code AllWorkers}; without workers that of all replicas. A replica of any judged role that fails for good fails
 * the job.
 */
final class SuccessPolicy {
    static boolean succeeded(TrainingJob job, List<ReplicaView> views) {
        return deciding(job, views).stream().allMatch(ReplicaView::succeeded);
    }

    /** The replicas that fail the job; empty where none does. */
    static List<ReplicaView> failed(TrainingJob job, List<ReplicaView> views) {
        var judged = views.stream()
                .filter(view -> job.framework().isJudged(view.replica().role().name()))
                .toList();
        return judged.stream()
                .filter(ReplicaView::failed)
                .filter(view -> !mayBeMissed(job, view, judged))
                .toList();
    }

    /** {@code 1 Chief} or {@code 1 PS and 2 Worker}. */
    static String count(List<ReplicaView> failed) {
        return failed.stream()
                .collect(Collectors.groupingBy(
                        view -> view.replica().role().name(), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(role -> role.getValue() + " " + role.getKey())
                .collect(Collectors.joining(" and "));
    }

    private static List<ReplicaView> deciding(TrainingJob job, List<ReplicaView> views) {
        var chief = views.stream()
                .filter(view -> job.framework().isChief(view.replica().role().name()))
                .toList();
        if (!chief.isEmpty()) {
            return chief;
        }
        var workers = views.stream().filter(SuccessPolicy::isWorker).toList();
        if (!workers.isEmpty()) {
            return job.allWorkers() ? workers : workers.subList(0, 1);
        }
        return views;
    }

    /** Dynamic workers may come and go while any of them is left. */
    private static boolean mayBeMissed(TrainingJob job, ReplicaView view, List<ReplicaView> judged) {
        return job.dynamicWorkers()
                && isWorker(view)
                && judged.stream().filter(SuccessPolicy::isWorker).anyMatch(worker -> !worker.over());
    }

    private static boolean isWorker(ReplicaView view) {
        return view.replica().role().key().equals("worker");
    }

    private SuccessPolicy() {}
}
