package dev.trainyard.operator.reconcile;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.operator.plan.Framework;
import dev.trainyard.operator.plan.TensorFlow;
import dev.trainyard.operator.plan.TrainingJob;
import io.fabric8.kubernetes.client.CustomResource;
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

    public static JobKind<TFJob> tensorFlow() {
        var framework = new TensorFlow();
        return new JobKind<>(TFJob.class, TFJob::new, framework, framework::read);
    }
}
