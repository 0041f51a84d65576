package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The machine lacks what the local cluster needs: a job waits, and says what to do. */
@Tag("scenario")
@EnabledIfSystemProperty(named = "trainyard.cluster", matches = "local")
class BadMachineIT {
    private static final String POD = "quick-chief-0";

    /** The places that the node agent looks at for an interpreter. */
    private static final String EVERY_PYTHON = "/usr/bin/python3 /usr/bin/python3.* /usr/local/bin/python3*"
            + " ~/.pyenv/versions/*/bin/python3* ~/.local/share/uv/python/*/bin/python3*";

    @Test
    void withoutPython() {
        try (var machine = Machine.with("for python in %s; do %s; done".formatted(EVERY_PYTHON, hide("$python")));
                var cluster = LocalCluster.on(machine);
                var scenario = new Scenario(cluster)) {
            scenario.create(QuickJob.chief("quick", "Never", "true"));

            assertThat(waiting(scenario, "CreateContainerError"))
                    .contains("this machine has no Python 3", "apt install python3 python3-venv");
            assertThat(scenario.client().nodes().list().getItems())
                    .singleElement()
                    .satisfies(node -> assertThat(node.getStatus().getConditions())
                            .anySatisfy(condition -> {
                                assertThat(condition.getType()).isEqualTo("ContainersUnavailable");
                                assertThat(condition.getStatus()).isEqualTo("True");
                                assertThat(condition.getMessage()).contains("this machine has no Python 3");
                            }));
        }
    }

    /** As on a Debian without {@code python3-venv}. What is installed then is found without a new start. */
    @Test
    void withoutVenv() {
        // Only the system's Python stays, and it has everything but ensurepip.
        try (var machine = Machine.with("""
                        python=$(readlink -f /usr/bin/python3)
                        for other in %s; do
                            [ "$(readlink -f $other)" = $python ] || %s
                        done
                        library=$($python -I -c 'import os; print(os.path.dirname(os.__file__))')
                        mkdir $0/library
                        mount --bind $library $0/library
                        mount -t tmpfs trainyard $library
                        ln -s $0/library/* $library
                        mv $library/ensurepip $library/not-installed
                        """.formatted(EVERY_PYTHON, hide("$other")));
                var cluster = LocalCluster.on(machine);
                var scenario = new Scenario(cluster)) {
            scenario.create(QuickJob.chief("quick", "Never", "true").replace(QuickJob.IMAGE, "scenario/python:1"));

            assertThat(waiting(scenario, "ErrImagePull", "ImagePullBackOff"))
                    .contains("/usr/bin/python3", "has no venv module", "apt install python3");

            Answer.of(
                    machine.command(List.of("sh", "-c", "cd /usr/lib/python3.*/ && mv not-installed ensurepip")),
                    Map.of(),
                    "");
            scenario.awaitCondition("quick", "Succeeded");
        }
    }

    @Test
    void withoutUserNamespaces() {
        try (var machine = Machine.withoutNamespaces();
                var cluster = LocalCluster.on(machine);
                var scenario = new Scenario(cluster)) {
            scenario.create(QuickJob.chief("quick", "Never", "true"));

            assertThat(waiting(scenario, "CreateContainerError"))
                    .contains(
                            "refuses the namespaces that a container needs",
                            "sudo sysctl -w user.max_user_namespaces=");
        }
    }

    /** What cannot be executed is no interpreter. */
    private static String hide(String program) {
        return "[ ! -e %1$s ] || mount --bind /dev/null $(readlink -f %1$s)".formatted(program);
    }

    private static String waiting(Scenario scenario, String... reasons) {
        return message(scenario.awaitContainer(
                POD,
                "waits because of " + String.join(" or ", reasons),
                state -> state.getWaiting() != null
                        && List.of(reasons).contains(state.getWaiting().getReason())
                        && state.getWaiting().getMessage() != null));
    }

    private static String message(Pod pod) {
        return Objects.requireNonNull(pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getWaiting()
                .getMessage());
    }
}
