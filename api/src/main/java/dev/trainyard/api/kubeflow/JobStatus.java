package dev.trainyard.api.kubeflow;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a training job is doing.
 *
 * @param conditions Created, Running, Restarting, Waiting, Succeeded, Failed, Suspended; the State column shows the
 *     last
 * @param replicaStatuses pods by role and phase
 * @param startTime when the job began, RFC 3339 in UTC; reset when a suspended job resumes
 * @param completionTime when the verdict came in, RFC 3339 in UTC
 * @param lastReconcileTime when the operator last looked, RFC 3339 in UTC
 * @param artifacts what became of the contents of {@code /output}; Trainyard's addition to v1
 * @param history by replica ({@code worker-0}), for those that have ended, restarted or upload; Trainyard's addition to
 *     v1
 * @param round the number in the annotation {@code trainyard.dev/round} of the pods that train; those of a lower one
 *     are on their way out. It rises when a job with {@code trainyard.dev/restart: all} starts anew; absent until then.
 *     Trainyard's addition to v1
 */
public record JobStatus(
        @JsonInclude(NON_EMPTY) List<JobCondition> conditions,

        @JsonInclude(NON_EMPTY) Map<String, ReplicaStatus> replicaStatuses,

        Optional<String> startTime,
        Optional<String> completionTime,
        Optional<String> lastReconcileTime,
        Optional<ArtifactsStatus> artifacts,

        @JsonInclude(NON_EMPTY) Map<String, ReplicaHistory> history,
        Optional<Integer> round) {}
