package dev.trainyard.operator.schedule;

import dev.trainyard.api.trainyard.JobTemplateMetadata;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.api.trainyard.TrainingSchedule;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Makes the jobs of a schedule from its template. */
public final class ScheduledJobs {
    /**
     * The job for a time of the schedule: {@code nightly-29734620}, where the number counts minutes, as CronJobs have
     * it.
     */
    static GenericKubernetesResource at(TrainingSchedule schedule, Instant time) {
        long minutes = Duration.between(Instant.EPOCH, time).toMinutes();
        return job(schedule, "-" + minutes, Names.SCHEDULED_AT, time.toString());
    }

    /** The job that somebody has asked for: {@code nightly-m1a2b3c4d}. */
    static GenericKubernetesResource triggered(TrainingSchedule schedule, String token) {
        return job(schedule, "-m%08x".formatted(token.hashCode()), Names.TRIGGER, token);
    }

    /** A job that is not to be made, to ask the server what it thinks of the template. */
    public static GenericKubernetesResource trial(TrainingSchedule schedule) {
        return triggered(schedule, "");
    }

    private static GenericKubernetesResource job(
            TrainingSchedule schedule, String suffix, String annotation, String value) {
        var template = schedule.getSpec().jobTemplate();
        var metadata = template.metadata().orElse(new JobTemplateMetadata(Map.of(), Map.of()));
        var owner = schedule.getMetadata();
        var job = new GenericKubernetesResource();
        job.setApiVersion(template.apiVersion());
        job.setKind(template.kind());
        job.setMetadata(new ObjectMetaBuilder()
                .withName(owner.getName() + suffix)
                .withNamespace(owner.getNamespace())
                .withLabels(metadata.labels())
                .withAnnotations(metadata.annotations())
                .addToLabels(Names.SCHEDULE, owner.getName())
                .addToAnnotations(annotation, value)
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(schedule.getApiVersion())
                        .withKind(schedule.getKind())
                        .withName(owner.getName())
                        .withUid(owner.getUid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build())
                .build());
        job.setAdditionalProperty("spec", template.spec());
        return job;
    }

    private ScheduledJobs() {}
}
