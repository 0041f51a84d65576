package dev.trainyard.cli.local;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.failure.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
    @ParameterizedTest
    @CsvSource({
        "Mac OS X, a Linux virtual machine (Lima",
        "Windows 11, WSL2 (wsl --install)",
        "FreeBSD, a Linux virtual"
    })
    void elsewhereThanOnLinuxTheLocalClusterSaysWhatItNeeds(String system, String instead) {
        assertThatThrownBy(() -> Launcher.requireLinux(system))
                .isInstanceOf(Failure.class)
                .hasMessageContainingAll(system, instead, "Every other command works from here");
    }

    @Test
    void onLinuxItRuns() {
        assertThatCode(() -> Launcher.requireLinux("Linux")).doesNotThrowAnyException();
    }
}
