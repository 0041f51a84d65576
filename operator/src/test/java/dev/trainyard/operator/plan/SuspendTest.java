package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuspendTest {
    @Test
    void onlyTrueAsksForIt() {
        assertThat(Suspend.isAskedFor(Jobs.job("suspend: true", "", "Worker 1")))
                .isTrue();
        assertThat(Suspend.isAskedFor(Jobs.job("suspend: false", "", "Worker 1")))
                .isFalse();
        assertThat(Suspend.isAskedFor(Jobs.job("", "", "Worker 1"))).isFalse();
    }
}
