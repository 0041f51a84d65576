package dev.trainyard.operator.plan;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets a HorizontalPodAutoscaler of the job's name set the number of its workers, through the scale subresource. It is
 * there while the job trains: v1 leaves it behind when the job ends, to go on scaling what is over.
 *
 * @param minReplicas how few workers
 * @param maxReplicas how many
 * @param metrics by what
 */
record Autoscaling(int minReplicas, int maxReplicas, List<MetricSpec> metrics) {
    /** Makes the autoscaler of a job that trains, or brings it up to date. */
    static List<Action> kept(TrainingJob job, Optional<HorizontalPodAutoscaler> there) {
        return job.particulars()
                .autoscaling()
                .map(autoscaling -> autoscaling.of(job))
                .filter(asked -> there.filter(it -> isSame(it.getSpec(), asked.getSpec()))
                        .isEmpty())
                .map(asked -> there.map(it -> asVersionOf(it, asked)).orElse(asked))
                .<List<Action>>map(asked -> List.of(new Action.PutAutoscaler(asked)))
                .orElse(List.of());
    }

    /** Removes the autoscaler of a job that does not train. */
    static List<Action> removed(Optional<HorizontalPodAutoscaler> there) {
        return there.<List<Action>>map(it -> List.of(new Action.DeleteAutoscaler(
                        it.getMetadata().getName(), it.getMetadata().getUid())))
                .orElse(List.of());
    }

    private HorizontalPodAutoscaler of(TrainingJob job) {
        return new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withName(job.name())
                .withNamespace(job.namespace())
                .withLabels(job.selector())
                .withOwnerReferences(job.ownerReference())
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef("kubeflow.org/v1", job.framework().kind(), job.name())
                .withMinReplicas(minReplicas)
                .withMaxReplicas(maxReplicas)
                .withMetrics(metrics)
                .endSpec()
                .build();
    }

    /** In what is asked for; the rest is the server's. */
    private static boolean isSame(HorizontalPodAutoscalerSpec there, HorizontalPodAutoscalerSpec asked) {
        return Objects.equals(there.getMinReplicas(), asked.getMinReplicas())
                && Objects.equals(there.getMaxReplicas(), asked.getMaxReplicas())
                && Objects.equals(there.getScaleTargetRef(), asked.getScaleTargetRef())
                && Objects.equals(there.getMetrics(), asked.getMetrics());
    }

    private static HorizontalPodAutoscaler asVersionOf(HorizontalPodAutoscaler there, HorizontalPodAutoscaler asked) {
        return new HorizontalPodAutoscalerBuilder(asked)
                .editMetadata()
                .withUid(there.getMetadata().getUid())
                .withResourceVersion(there.getMetadata().getResourceVersion())
                .endMetadata()
                .build();
    }
}
