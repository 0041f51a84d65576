package dev.trainyard.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.trainyard.TrainingSchedule;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTableTest {
    @Test
    void aScheduleIsALineAndWhatIsWrongWithItAnother() {
        var nightly = schedule("nightly", "{schedule: \"30 3 * * *\", timeZone: Europe/Berlin, ", """
                {active: [nightly-29926260], lastScheduleTime: "2026-11-25T02:30:00Z", nextScheduleTime: "2026-11-26T02:30:00Z"}""");
        var wrong = schedule(
                "wrong", "{schedule: often, suspend: true, ", "{message: \"spec.schedule is \\\"often\\\"\\u001b\"}");

        var lines = ScheduleTable.lines(List.of(nightly, wrong), Instant.parse("2026-11-25T02:31:00Z"));

        assertThat(lines)
                .containsExactly(
                        "NAME      KIND    SCHEDULE                   NEXT           LAST          ACTIVE",
                        "nightly   TFJob   30 3 * * * Europe/Berlin   in 23 h 59 m   1 m 0 s ago   nightly-29926260",
                        "wrong     TFJob   often                      suspended      -             -",
                        "wrong: spec.schedule is \"often\"\\u001b");
    }

    private static TrainingSchedule schedule(String name, String spec, String status) {
        return Serialization.kubernetes().unmarshal("""
                apiVersion: trainyard.dev/v1alpha1
                kind: TrainingSchedule
                metadata: {name: %s, namespace: default}
                spec: %sjobTemplate: {apiVersion: kubeflow.org/v1, kind: TFJob, spec: {}}}
                status: %s
                """.formatted(name, spec, status), TrainingSchedule.class);
    }
}
