package dev.trainyard.operator.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which replicas' success is the job's: the chief's; without a chief that of worker 0, of all workers or of any, as the
 * job says; without workers that of all replicas. A replica of any judged role that fails for good fails the job.
 */
final class SuccessPolicy {
    static boolean succeeded(TrainingJob job, List<ReplicaView> views) {
        var deciding = deciding(job, views).stream();
        return isAnyEnough(job, views)
                ? deciding.anyMatch(ReplicaView::succeeded)
                : deciding.allMatch(ReplicaView::succeeded);
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
        var chief = views.stream().filter(view -> isChief(job, view)).toList();
        if (!chief.isEmpty()) {
            return chief;
        }
        var workers = views.stream().filter(SuccessPolicy::isWorker).toList();
        if (workers.isEmpty()) {
            return views;
        }
        return switch (job.particulars().workerSuccess()) {
            case FIRST -> workers.subList(0, 1);
            case ALL, ANY -> workers;
        };
    }

    private static boolean isAnyEnough(TrainingJob job, List<ReplicaView> views) {
        return job.particulars().workerSuccess() == WorkerSuccess.ANY
                && views.stream().noneMatch(view -> isChief(job, view));
    }

    private static boolean isChief(TrainingJob job, ReplicaView view) {
        return job.framework().isChief(view.replica().role().name());
    }

    /** Dynamic workers may come and go while any of them is left. */
    private static boolean mayBeMissed(TrainingJob job, ReplicaView view, List<ReplicaView> judged) {
        return job.particulars().dynamicWorkers()
                && isWorker(view)
                && judged.stream().filter(SuccessPolicy::isWorker).anyMatch(worker -> !worker.over());
    }

    private static boolean isWorker(ReplicaView view) {
        return view.replica().role().key().equals("worker");
    }

    private SuccessPolicy() {}
}
