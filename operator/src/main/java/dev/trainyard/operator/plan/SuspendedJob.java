package dev.trainyard.operator.plan;

import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A job that waits without pods. When it resumes, all replicas run again: a collective is of no use in part. */
final class SuspendedJob {
    static Plan plan(TrainingJob job, Observed observed, List<ReplicaView> views, Instant now) {
        var reason = job.framework().kind() + "Suspended";
        var message = "%s %s is suspended.".formatted(job.framework().kind(), job.name());
        var anew = views.stream().map(SuspendedJob::startedAnew).toList();
        var status = new StatusBuilder(job, now)
                .created()
                .replicas(ReplicaStatuses.stopped(ReplicaStatuses.of(job, List.of()), false))
                .history(anew);
        if (WholeRestart.isToBeginAnew(job, observed, views)) {
            status.round(job.round() + 1).history(WholeRestart.dismissed(anew));
        }
        var events = status.has(Conditions.SUSPENDED) ? List.<JobEvent>of() : List.of(JobEvent.normal(reason, message));
        if (status.has(Conditions.RUNNING)) {
            status.without(Conditions.RUNNING, reason, message);
        }
        status.with(Conditions.SUSPENDED, reason, message);
        var actions = observed.pods().stream().flatMap(SuspendedJob::end).toList();
        return new Plan(status.build(), actions, events, Optional.empty());
    }

    private static ReplicaView startedAnew(ReplicaView view) {
        return view.with(view.state(), History.startedAnew(view.history()));
    }

    private static Stream<Action> end(ReplicaPod pod) {
        return pod.deleting()
                ? Artifacts.signal(pod, Optional.empty(), false)
                : Stream.of(new Action.DeletePod(pod.name(), pod.uid()));
    }

    private SuspendedJob() {}
}
