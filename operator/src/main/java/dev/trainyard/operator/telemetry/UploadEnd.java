package dev.trainyard.operator.telemetry;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import java.util.Optional;
import java.util.Set;

/** The end of an upload, told from what one status write has brought about, as {@link JobChange} is. */
public final class UploadEnd {
    private static final Set<String> ENDED = Set.of("Uploaded", "Failed");

    /** What the status says of an upload that had not ended before, or was another attempt's. */
    public static Optional<ArtifactsStatus> between(JobStatus before, JobStatus after) {
        return ended(after)
                .filter(now -> ended(before)
                        .filter(then -> then.phase().equals(now.phase())
                                && then.attempt().equals(now.attempt()))
                        .isEmpty());
    }

    private static Optional<ArtifactsStatus> ended(JobStatus status) {
        return status.artifacts().filter(artifacts -> ENDED.contains(artifacts.phase()));
    }

    private UploadEnd() {}
}
