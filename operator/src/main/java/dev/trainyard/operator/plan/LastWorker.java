package dev.trainyard.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long an elastic job waits for worker 0, beside which the uploader is, once another worker has succeeded. The
 * workers of a collective end within moments of each other, and the one that writes the model is the last; torchrun
 * itself waits no longer for the others. One that was started again at the last moment finds nobody to train with, and
 * would never end.
 */
final class LastWorker {
    private static final Duration LENGTH = Duration.ofMinutes(5);

    /** What is left of it, always positive; absent when it is over, or where there is nothing to wait for. */
    static Optional<Duration> remaining(TrainingJob job, List<ReplicaView> views, Instant now) {
        boolean decided = job.particulars().workerSuccess() == WorkerSuccess.ANY
                && views.stream()
                        .noneMatch(view ->
                                job.framework().isChief(view.replica().role().name()))
                && views.stream().anyMatch(ReplicaView::succeeded);
        boolean lastIsOver =
                views.stream().filter(view -> job.isChief(view.replica())).allMatch(ReplicaView::over);
        if (!decided || lastIsOver) {
            return Optional.empty();
        }
        return views.stream()
                .filter(ReplicaView::succeeded)
                .flatMap(view -> view.history().flatMap(history -> history.ended()).stream())
                .map(Instant::parse)
                .min(Comparator.naturalOrder())
                .map(first -> Duration.between(now, first.plus(LENGTH)))
                .filter(Duration::isPositive);
    }

    private LastWorker() {}
}
