package dev.trainyard.cluster.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurrentUserTest {
    @Test
    void homeIsWhatTheEnvironmentSaysBeforeThePasswordFile() {
        var password = Path.of(System.getProperty("user.home"));

        assertThat(CurrentUser.home(Map.of("HOME", "/elsewhere"))).isEqualTo(Path.of("/elsewhere"));
        assertThat(CurrentUser.home(Map.of("HOME", ""))).isEqualTo(password);
        assertThat(CurrentUser.home(Map.of())).isEqualTo(password);
    }
}
