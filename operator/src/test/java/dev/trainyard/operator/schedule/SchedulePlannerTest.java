package dev.trainyard.operator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.api.trainyard.TrainingSchedule;
import dev.trainyard.api.trainyard.TrainingScheduleStatus;
import dev.trainyard.operator.plan.JobEvent;
import dev.trainyard.operator.schedule.ScheduledJob.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchedulePlannerTest {
    private static final Instant THREE = Instant.parse("2026-11-25T03:00:00Z");

    @Test
    void aJobIsMadeWhenItsTimeHasComeAndNamedAfterIt() {
        var plan = plan(nightly(""), THREE.plusMillis(20));

        assertThat(plan.actions()).singleElement().isInstanceOfSatisfying(ScheduleAction.CreateJob.class, create -> {
            var job = create.job();
            assertThat(job.getKind()).isEqualTo("TFJob");
            assertThat(job.getMetadata().getName()).isEqualTo("nightly-29926260");
            assertThat(job.getMetadata().getLabels())
                    .containsEntry("team", "a")
                    .containsEntry(Names.SCHEDULE, "nightly");
            assertThat(job.getMetadata().getAnnotations()).containsEntry(Names.SCHEDULED_AT, "2026-11-25T03:00:00Z");
            assertThat(job.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid()).isEqualTo("0a1b"));
            assertThat(job.getAdditionalProperties().get("spec"))
                    .isInstanceOfSatisfying(
                            JsonNode.class,
                            spec -> assertThat(spec.at("/tfReplicaSpecs/Worker"))
                                    .isNotEmpty());
        });
        assertThat(plan.status().active()).containsExactly("nightly-29926260");
        assertThat(plan.status().lastScheduleTime()).contains("2026-11-25T03:00:00Z");
        assertThat(plan.status().nextScheduleTime()).contains("2026-11-26T03:00:00Z");
        assertThat(plan.next()).contains(Duration.ofDays(1).minusMillis(20));
    }

    @Test
    void nothingIsMadeBeforeTheTime() {
        var plan = plan(nightly(""), THREE.minusMillis(1));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.next()).contains(Duration.ofMillis(1));
    }

    @Test
    void aTimeIsServedOnce() {
        var schedule = nightly("");
        schedule.setStatus(plan(schedule, THREE).status());

        assertThat(plan(schedule, THREE.plusSeconds(1)).actions()).isEmpty();
    }

    @Test
    void ofSeveralMissedTimesTheLastIsMadeUpFor() {
        var schedule = nightly("");
        schedule.setStatus(status("2026-11-20T03:00:00Z"));

        var plan = plan(schedule, THREE.plus(Duration.ofHours(5)));

        assertThat(plan.actions()).hasSize(1);
        assertThat(plan.status().lastScheduleTime()).contains("2026-11-25T03:00:00Z");
    }

    @Test
    void aTimeThatIsTooLongAgoIsMissedAndSaid() {
        var plan = plan(nightly("startingDeadlineSeconds: 60"), THREE.plusSeconds(61));

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.status().lastScheduleTime()).isEmpty();
        assertThat(plan.events()).extracting(JobEvent::reason).containsExactly("MissSchedule");
    }

    @Test
    void forbidHoldsAJobUpUntilTheLastHasEnded() {
        var schedule = nightly("concurrencyPolicy: Forbid");

        var held = plan(schedule, THREE, active("nightly-1"));
        var free = plan(schedule, THREE.plusSeconds(600), ended("nightly-1", true, THREE.plusSeconds(599)));

        assertThat(held.actions()).isEmpty();
        assertThat(held.status().lastScheduleTime()).isEmpty();
        assertThat(held.events()).extracting(JobEvent::reason).containsExactly("JobAlreadyActive");
        assertThat(free.actions()).singleElement().isInstanceOf(ScheduleAction.CreateJob.class);
    }

    @Test
    void replaceDeletesTheLastFirst() {
        var plan = plan(nightly("concurrencyPolicy: Replace"), THREE, active("nightly-1"));

        assertThat(plan.actions().getFirst())
                .isEqualTo(new ScheduleAction.DeleteJob("TFJob", "nightly-1", "uid-of-nightly-1"));
        assertThat(plan.actions().getLast()).isInstanceOf(ScheduleAction.CreateJob.class);
        assertThat(plan.status().active()).containsExactly("nightly-29926260");
    }

    @Test
    void allowMakesAnotherBesideTheLast() {
        var plan = plan(nightly(""), THREE, active("nightly-1"));

        assertThat(plan.actions()).singleElement().isInstanceOf(ScheduleAction.CreateJob.class);
        assertThat(plan.status().active()).containsExactly("nightly-1", "nightly-29926260");
    }

    @Test
    void aSuspendedScheduleMakesNothingUnlessItIsAsked() {
        var schedule = nightly("suspend: true");
        var idle = plan(schedule, THREE);
        schedule.getMetadata().setAnnotations(Map.of(Names.TRIGGER, "now"));
        var asked = plan(schedule, THREE);

        assertThat(idle.actions()).isEmpty();
        assertThat(idle.next()).isEmpty();
        assertThat(idle.status().nextScheduleTime()).isEmpty();
        assertThat(asked.actions()).singleElement().isInstanceOfSatisfying(ScheduleAction.CreateJob.class, create -> {
            assertThat(create.job().getMetadata().getName())
                    .startsWith("nightly-m")
                    .hasSize("nightly-m".length() + 8);
            assertThat(create.job().getMetadata().getAnnotations()).containsEntry(Names.TRIGGER, "now");
        });
        schedule.setStatus(asked.status());
        assertThat(plan(schedule, THREE.plusSeconds(1)).actions()).isEmpty();
    }

    @Test
    void theNewestJobsOfEachOutcomeAreKept() {
        var plan = plan(
                nightly("{successfulJobsHistoryLimit: 2, failedJobsHistoryLimit: 0, suspend: true}"),
                THREE,
                ended("nightly-1", true, THREE.minusSeconds(300)),
                ended("nightly-3", true, THREE.minusSeconds(100)),
                ended("nightly-2", true, THREE.minusSeconds(200)),
                ended("nightly-4", false, THREE.minusSeconds(50)),
                active("nightly-5"));

        assertThat(plan.actions())
                .containsExactlyInAnyOrder(
                        new ScheduleAction.DeleteJob("TFJob", "nightly-1", "uid-of-nightly-1"),
                        new ScheduleAction.DeleteJob("TFJob", "nightly-4", "uid-of-nightly-4"));
        assertThat(plan.status().active()).containsExactly("nightly-5");
        assertThat(plan.status().lastSuccessfulTime()).contains("2026-11-25T02:58:20Z");
    }

    @Test
    void aWrongScheduleIsSaidOnceAndMakesNothing() {
        var schedule = nightly("", "every night");

        var plan = plan(schedule, THREE);
        schedule.setStatus(plan.status());

        assertThat(plan.status().message().orElseThrow()).contains("spec.schedule is \"every night\"");
        assertThat(plan.events()).extracting(JobEvent::reason).containsExactly("InvalidSchedule");
        assertThat(plan.actions()).isEmpty();
        assertThat(plan(schedule, THREE.plusSeconds(1)).events()).isEmpty();
    }

    @Test
    void whatTheServerThinksOfTheTemplateIsSaid() {
        var plan = SchedulePlanner.plan(
                nightly(""), List.of(), Optional.of("spec.jobTemplate: no role"), THREE.minusSeconds(1));

        assertThat(plan.status().message()).contains("spec.jobTemplate: no role");
        assertThat(plan.status().nextScheduleTime()).contains("2026-11-25T03:00:00Z");
    }

    private static SchedulePlan plan(TrainingSchedule schedule, Instant now, ScheduledJob... jobs) {
        return SchedulePlanner.plan(schedule, List.of(jobs), Optional.empty(), now);
    }

    private static ScheduledJob active(String name) {
        return new ScheduledJob("TFJob", name, "uid-of-" + name, new State.Active());
    }

    private static ScheduledJob ended(String name, boolean succeeded, Instant at) {
        return new ScheduledJob("TFJob", name, "uid-of-" + name, new State.Ended(succeeded, at));
    }

    private static TrainingScheduleStatus status(String lastScheduleTime) {
        return new TrainingScheduleStatus(
                List.of(),
                Optional.of(lastScheduleTime),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static TrainingSchedule nightly(String fields) {
        return nightly(fields, "0 3 * * *");
    }

    private static TrainingSchedule nightly(String fields, String times) {
        var more = fields.replaceAll("[{}]", "").replace(", ", "\n  ");
        return Serialization.kubernetes().unmarshal("""
                apiVersion: trainyard.dev/v1alpha1
                kind: TrainingSchedule
                metadata: {name: nightly, namespace: default, uid: 0a1b, generation: 1, creationTimestamp: "2026-11-24T12:00:00Z"}
                spec:
                  schedule: "%s"
                  jobTemplate:
                    apiVersion: kubeflow.org/v1
                    kind: TFJob
                    metadata: {labels: {team: a}}
                    spec: {tfReplicaSpecs: {Worker: {template: {spec: {containers: [{name: tensorflow, image: a}]}}}}}
                  %s
                """.formatted(times, more), TrainingSchedule.class);
    }
}
