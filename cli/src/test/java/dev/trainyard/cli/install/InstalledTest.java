package dev.trainyard.cli.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstalledTest {
    private static final Release EVERYWHERE = Release.standard("system");
    private static final Release TEAM = Release.standard("system").with("jobNamespace", "team");

    @Test
    void itsDeploymentSaysWhoseJobsItRuns() {
        assertThat(installed(EVERYWHERE)).isEqualTo(new Installed("system", Optional.empty()));
        assertThat(installed(TEAM)).isEqualTo(new Installed("system", Optional.of("team")));
    }

    @Test
    void theSameReleaseIsAnUpgrade() {
        assertThat(installed(EVERYWHERE).obstacle(EVERYWHERE.with("replicas", 3)))
                .isEmpty();
        assertThat(installed(TEAM).obstacle(TEAM)).isEmpty();
    }

    /** The ClusterRole would stay, and with it the rights that the release is to do without. */
    @Test
    void whoseJobsItRunsDoesNotChangeByAnUpgrade() {
        assertThat(installed(EVERYWHERE).obstacle(TEAM).orElseThrow())
                .startsWith("The operator in namespace system runs the jobs of all namespaces")
                .endsWith("uninstall it first.");
        assertThat(installed(TEAM).obstacle(EVERYWHERE)).isPresent();
        assertThat(installed(TEAM).obstacle(EVERYWHERE.with("jobNamespace", "other")))
                .isPresent();
    }

    @Test
    void twoOperatorsHaveNoJobInCommon() {
        var other = Release.standard("other");

        assertThat(installed(EVERYWHERE).obstacle(other)).isPresent();
        assertThat(installed(EVERYWHERE).obstacle(other.with("jobNamespace", "team")))
                .isPresent();
        assertThat(installed(TEAM).obstacle(other)).isPresent();
        assertThat(installed(TEAM).obstacle(other.with("jobNamespace", "team"))).isPresent();
        assertThat(installed(TEAM).obstacle(other.with("jobNamespace", "others")))
                .isEmpty();
    }

    private static Installed installed(Release release) {
        var deployment = release.operator().stream()
                .filter(object -> object.getKind().equals("Deployment"))
                .findFirst()
                .orElseThrow();
        return Installed.of(Serialization.mapper().convertValue(deployment, Deployment.class));
    }
}
