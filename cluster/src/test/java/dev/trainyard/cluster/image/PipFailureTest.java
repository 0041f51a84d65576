package dev.trainyard.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PipFailureTest {
    @Test
    void tellsWhyFromWhatPipWrote() {
        assertThat(PipFailure.of(List.of("ERROR: No matching distribution found for x==1")))
                .isEqualTo(PipFailure.NO_SUCH_PACKAGE);
        assertThat(PipFailure.of(List.of(
                        "WARNING: Retrying … Temporary failure in name resolution",
                        "ERROR: No matching distribution found for x==1")))
                .isEqualTo(PipFailure.NO_NETWORK);
        assertThat(PipFailure.of(List.of("ERROR: Could not install packages: [Errno 28] No space left on device")))
                .isEqualTo(PipFailure.DISK_FULL);
        assertThat(PipFailure.of(List.of("error: subprocess-exited-with-error")))
                .isEqualTo(PipFailure.OTHER);
    }
}
