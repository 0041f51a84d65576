package dev.trainyard.api.kubeflow;

import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Optional;

/**
 * How a job runs, ends and is cleaned up; the same for every kind of training job.
 *
 * @param cleanPodPolicy which pods are deleted when the job ends: None, Running (where unset) or All
 * @param ttlSecondsAfterFinished seconds after its end at which the job itself is deleted; never where unset
 * @param activeDeadlineSeconds seconds that the job may be active before it fails
 * @param backoffLimit how many restarts, over all replicas, before the job fails
 * @param schedulingPolicy how a gang scheduler treats the job
 * @param suspend whether the job waits without pods
 * @param managedBy the controller that runs the job; another than {@code kubeflow.org/training-operator} means hands
 *     off
 */
@ValidationRule(
        value = "!has(self.cleanPodPolicy) || self.cleanPodPolicy in ['None', 'Running', 'All']",
        message = "cleanPodPolicy is None, Running or All",
        fieldPath = ".cleanPodPolicy")
@ValidationRule(
        value = "!has(self.backoffLimit) || self.backoffLimit >= 0",
        message = "backoffLimit is 0 or more",
        fieldPath = ".backoffLimit")
@ValidationRule(
        value = "!has(self.ttlSecondsAfterFinished) || self.ttlSecondsAfterFinished >= 0",
        message = "ttlSecondsAfterFinished is 0 or more",
        fieldPath = ".ttlSecondsAfterFinished")
@ValidationRule(
        value = "!has(self.activeDeadlineSeconds) || self.activeDeadlineSeconds >= 0",
        message = "activeDeadlineSeconds is 0 or more",
        fieldPath = ".activeDeadlineSeconds")
@ValidationRule(
        value = "!has(self.managedBy) || self.managedBy in"
                + " ['kubeflow.org/training-operator', 'kueue.x-k8s.io/multikueue']",
        message = "managedBy is kubeflow.org/training-operator or kueue.x-k8s.io/multikueue",
        fieldPath = ".managedBy")
public record RunPolicy(
        Optional<String> cleanPodPolicy,
        Optional<Integer> ttlSecondsAfterFinished,
        Optional<Long> activeDeadlineSeconds,
        Optional<Integer> backoffLimit,
        Optional<SchedulingPolicy> schedulingPolicy,
        @Default("false") Optional<Boolean> suspend,
        Optional<String> managedBy) {
    /** The rule of a job's spec that its manager stays; here it would not see a {@code runPolicy} come or go. */
    static final String SAME_MANAGER =
            "(has(self.runPolicy) && has(self.runPolicy.managedBy) ? self.runPolicy.managedBy : '')"
                    + " == (has(oldSelf.runPolicy) && has(oldSelf.runPolicy.managedBy) ? oldSelf.runPolicy.managedBy : '')";
}
