package dev.trainyard.operator.reconcile;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.operator.plan.Framework;
import dev.trainyard.operator.plan.PyTorch;
import dev.trainyard.operator.plan.TensorFlow;
import dev.trainyard.operator.plan.TrainingJob;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Ties a custom resource to what the planner knows of it.
 *
 * @param type the resource's class
 * @param blank makes an empty one
 * @param framework what sets the kind apart
 * @param read reads one
 */
public record JobKind<J extends CustomResource<?, JobStatus>>(
        Class<J> type, Supplier<J> blank, Framework framework, Function<J, TrainingJob> read) {

    /** The kinds that the operator runs. */
    public static List<JobKind<?>> all() {
        var tensorFlow = new TensorFlow();
        var pyTorch = new PyTorch();
        return List.of(
                new JobKind<>(TFJob.class, TFJob::new, tensorFlow, tensorFlow::read),
                new JobKind<>(PyTorchJob.class, PyTorchJob::new, pyTorch, pyTorch::read));
    }

    /** The name of its CRD: {@code tfjobs.kubeflow.org}. */
    public String definition() {
        return CustomResource.getCRDName(type);
    }
}
