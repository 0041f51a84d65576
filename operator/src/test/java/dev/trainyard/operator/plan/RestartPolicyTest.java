package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    @Test
    void exitCodesFrom128AreTriedAgain() {
        assertThat(RestartPolicy.EXIT_CODE.replaces(Optional.of(127))).isFalse();
        assertThat(RestartPolicy.EXIT_CODE.replaces(Optional.of(128))).isTrue();
        assertThat(RestartPolicy.EXIT_CODE.replaces(Optional.of(255))).isTrue();
    }

    @Test
    void aPodThatDiedWithoutAnExitCodeIsReplacedUnlessNeverSaysNo() {
        assertThat(RestartPolicy.EXIT_CODE.replaces(Optional.empty())).isTrue();
        assertThat(RestartPolicy.ON_FAILURE.replaces(Optional.empty())).isTrue();
        assertThat(RestartPolicy.ALWAYS.replaces(Optional.of(1))).isTrue();
        assertThat(RestartPolicy.NEVER.replaces(Optional.empty())).isFalse();
    }

    @Test
    void podsGetWhatLetsAFinishedTrainerRest() {
        assertThat(RestartPolicy.ALWAYS.ofPod()).isEqualTo("OnFailure");
        assertThat(RestartPolicy.EXIT_CODE.ofPod()).isEqualTo("Never");
    }

    @Test
    void namesAreV1s() {
        assertThat(RestartPolicy.of("ExitCode")).contains(RestartPolicy.EXIT_CODE);
        assertThat(RestartPolicy.of("exitcode")).isEmpty();
    }
}
