package dev.trainyard.api.kubeflow;

import java.util.Optional;

/**
 * How a job runs, ends and is cleaned up; the same for every kind of training job.
 *
 * @param cleanPodPolicy which pods are deleted when the job ends: None (the default), Running or All
 * @param ttlSecondsAfterFinished seconds after its end at which the job itself is deleted; never where unset
 * @param activeDeadlineSeconds seconds that the job may be active before it fails
 * @param backoffLimit how many restarts, over all replicas, before the job fails
 * @param schedulingPolicy how a gang scheduler treats the job
 * @param suspend whether the job waits without pods
 * @param managedBy the controller that runs the job; another than {@code kubeflow.org/training-operator} means hands
 *     off
 */
public record RunPolicy(
        Optional<String> cleanPodPolicy,
        Optional<Integer> ttlSecondsAfterFinished,
        Optional<Long> activeDeadlineSeconds,
        Optional<Integer> backoffLimit,
        Optional<SchedulingPolicy> schedulingPolicy,
        Optional<Boolean> suspend,
        Optional<String> managedBy) {}
