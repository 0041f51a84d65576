package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.api.trainyard.TrainingSchedule;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Jobs that are made again and again. */
@OnCluster
class ScheduleIT {
    @Test
    void aJobIsMadeEveryMinuteAndWhenSomebodyAsks(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create("""
                apiVersion: trainyard.dev/v1alpha1
                kind: TrainingSchedule
                metadata: {name: often, annotations: {trainyard.dev/trigger: first}}
                spec:
                  schedule: "* * * * *"
                  jobTemplate:
                    apiVersion: kubeflow.org/v1
                    kind: TFJob
                """
                + QuickJob.chief("often", "Never", "echo weights > /output/model")
                        .lines()
                        .dropWhile(line -> !line.startsWith("spec:"))
                        .map(line -> "    " + line + "\n")
                        .reduce("", String::concat));

        var first = scenario.awaitCondition(awaitJob(scenario, Names.TRIGGER, "first"), "Succeeded");
        var onTime = scenario.awaitCondition(awaitJob(scenario, Names.SCHEDULED_AT, ""), "Succeeded");

        for (var job : new TFJob[] {first, onTime}) {
            assertThat(Artifacts.of(scenario.cluster().store(), job).files()).containsOnlyKeys("model");
        }
        var schedule = scenario.client()
                .resources(TrainingSchedule.class)
                .withName("often")
                .waitUntilCondition(it -> it.getStatus().lastSuccessfulTime().isPresent(), 60, TimeUnit.SECONDS);
        assertThat(schedule.getStatus().lastTrigger()).contains("first");
        assertThat(schedule.getStatus().nextScheduleTime()).isPresent();
    }

    /** The name of the first job that has an annotation, whose value begins so. */
    private static String awaitJob(Scenario scenario, String annotation, String value) {
        Predicate<TFJob> isIt =
                job -> Optional.ofNullable(job.getMetadata().getAnnotations().get(annotation))
                        .filter(text -> text.startsWith(value))
                        .isPresent();
        var found = scenario.client()
                .resources(TFJob.class)
                .withLabel(Names.SCHEDULE, "often")
                .informOnCondition(jobs -> jobs.stream().anyMatch(isIt))
                .orTimeout(180, TimeUnit.SECONDS)
                .join();
        return found.stream()
                .filter(isIt)
                .findFirst()
                .orElseThrow()
                .getMetadata()
                .getName();
    }
}
