package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.RunPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a RunPolicy, in sentences that name the field, the value and the fix. */
final class RunPolicyProblems {
    static List<String> of(RunPolicy policy) {
        var problems = new ArrayList<String>();
        policy.cleanPodPolicy()
                .filter(text -> CleanPodPolicy.named(text).isEmpty())
                .ifPresent(text ->
                        problems.add("spec.runPolicy.cleanPodPolicy is \"" + text + "\": use None, Running or All"));
        negative("backoffLimit", policy.backoffLimit()).ifPresent(problems::add);
        negative("ttlSecondsAfterFinished", policy.ttlSecondsAfterFinished()).ifPresent(problems::add);
        negative("activeDeadlineSeconds", policy.activeDeadlineSeconds()).ifPresent(problems::add);
        return problems;
    }

    /** The policy without what is wrong with it: a job that trains must not end by a slip. */
    static RunPolicy without(RunPolicy policy) {
        return new RunPolicy(
                policy.cleanPodPolicy()
                        .filter(text -> CleanPodPolicy.named(text).isPresent()),
                policy.ttlSecondsAfterFinished().filter(seconds -> seconds >= 0),
                policy.activeDeadlineSeconds().filter(seconds -> seconds >= 0),
                policy.backoffLimit().filter(limit -> limit >= 0),
                policy.schedulingPolicy(),
                policy.suspend(),
                policy.managedBy());
    }

    private static Optional<String> negative(String field, Optional<? extends Number> value) {
        return value.filter(number -> number.longValue() < 0)
                .map(number -> "spec.runPolicy." + field + " is " + number + ": make it 0 or more");
    }

    private RunPolicyProblems() {}
}
