package dev.trainyard.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.operator.plan.TrainingJob;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UploadEndTest {
    private static final JobStatus UPLOADING = status("Uploading", 1);

    @Test
    void isToldOnceForEachAttempt() {
        assertThat(UploadEnd.between(TrainingJob.NEW, UPLOADING)).isEmpty();
        assertThat(UploadEnd.between(UPLOADING, status("Uploaded", 1)))
                .hasValueSatisfying(artifacts -> assertThat(artifacts.phase()).isEqualTo("Uploaded"));
        assertThat(UploadEnd.between(status("Uploaded", 1), status("Uploaded", 1)))
                .isEmpty();
        assertThat(UploadEnd.between(status("Failed", 1), status("Failed", 2))).isPresent();
    }

    @Test
    void isCountedWithWhatItHasMoved() {
        var metrics = new Metrics();

        metrics.uploadEnded("team", "pytorch", artifacts("Uploaded", 1));
        metrics.uploadEnded("team", "pytorch", artifacts("Uploaded", 2));
        metrics.uploadEnded("team", "pytorch", artifacts("Failed", 3));

        var labels = "{framework=\"pytorch\",job_namespace=\"team\"} ";
        assertThat(metrics.text())
                .contains("# TYPE trainyard_uploads_total counter\ntrainyard_uploads_total" + labels + "2\n")
                .contains("trainyard_uploaded_files_total" + labels + "6\n")
                .contains("trainyard_uploaded_bytes_total" + labels + "20000000000\n")
                .contains("trainyard_upload_seconds_total" + labels + "3.5\n")
                .contains("trainyard_uploads_failed_total" + labels + "1\n");
    }

    private static JobStatus status(String phase, int attempt) {
        var blank = TrainingJob.NEW;
        return new JobStatus(
                blank.conditions(),
                blank.replicaStatuses(),
                blank.startTime(),
                blank.completionTime(),
                blank.lastReconcileTime(),
                Optional.of(artifacts(phase, attempt)),
                blank.history(),
                blank.round());
    }

    private static ArtifactsStatus artifacts(String phase, int attempt) {
        return new ArtifactsStatus(
                phase,
                Optional.empty(),
                Optional.of(attempt),
                Optional.empty(),
                Optional.of(3L),
                Optional.of(10_000_000_000L),
                Optional.of(1.75),
                Optional.empty(),
                Optional.empty());
    }
}
