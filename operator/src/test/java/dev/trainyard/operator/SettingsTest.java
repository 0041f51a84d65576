package dev.trainyard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trainyard.operator.reconcile.PortRange;
import dev.trainyard.operator.webhook.WebhookConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void optionsAreRead() {
        var settings = Settings.parse(
                OperatorConfig.DEFAULT,
                "--namespace",
                "team",
                "--replica-ports",
                "20000-20099",
                "--uploader-image",
                "u:1",
                "--metrics-port",
                "8080",
                "--leader-election",
                "trainyard/operator");
        var config = settings.operator();
        assertThat(config.namespace()).contains("team");
        assertThat(config.replicaPorts()).contains(new PortRange(20_000, 20_099));
        assertThat(config.uploaderImage()).isEqualTo("u:1");
        assertThat(settings.metricsPort()).contains(8080);
        assertThat(settings.webhook()).isEmpty();
        assertThat(settings.lease()).contains(new Settings.ObjectName("trainyard", "operator"));
    }

    @Test
    void theWebhookNeedsAPortAndASecret() {
        assertThat(Settings.parse(OperatorConfig.DEFAULT, "--webhook-port=8443", "--webhook-secret=trainyard/webhook")
                        .webhook())
                .contains(new WebhookConfig(new InetSocketAddress(8443), "trainyard", "webhook"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(OperatorConfig.DEFAULT, "--webhook-port", "8443"))
                .withMessageContaining("--webhook-port and --webhook-secret go together");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(OperatorConfig.DEFAULT, "--webhook-secret", "webhook"))
                .withMessage("--webhook-secret is \"webhook\": write the Secret's namespace and name, NAMESPACE/NAME");
    }

    @Test
    void theTokenForMetricsNeedsTheirPort() {
        assertThat(Settings.parse(OperatorConfig.DEFAULT, "--metrics-port=8080", "--metrics-token-file=/etc/token")
                        .metricsToken())
                .contains(Path.of("/etc/token"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(OperatorConfig.DEFAULT, "--metrics-token-file=/etc/token"))
                .withMessageContaining("--metrics-token-file has no meaning without --metrics-port");
    }

    /** The arguments of a deployment of Training Operator go on meaning what they did. */
    @Test
    void theGangSchedulerIsNamedAsInV1() {
        assertThat(gangScheduler("--gang-scheduler-name=volcano")).containsExactly("Volcano", "volcano");
        assertThat(gangScheduler("--gang-scheduler-name", "Volcano")).containsExactly("Volcano", "volcano");
        assertThat(gangScheduler("--gang-scheduler", "scheduler-plugins"))
                .containsExactly("scheduler-plugins", "scheduler-plugins");
        assertThat(gangScheduler("--gang-scheduler=another")).containsExactly("scheduler-plugins", "another");
        assertThat(gangScheduler("--gang-scheduler-name=")).isEmpty();
        assertThat(gangScheduler("--gang-scheduler-name=None")).isEmpty();
    }

    private static List<String> gangScheduler(String... arguments) {
        return Settings.parse(OperatorConfig.DEFAULT, arguments).operator().gangScheduler().stream()
                .flatMap(scheduler -> Stream.of(scheduler.product(), scheduler.schedulerName()))
                .toList();
    }

    @Test
    void wrongOnesAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(OperatorConfig.DEFAULT, "--namespaces", "team"))
                .withMessage("unknown option --namespaces");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(OperatorConfig.DEFAULT, "--namespace"))
                .withMessage("--namespace lacks a value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(OperatorConfig.DEFAULT, "--metrics-port", "http"))
                .withMessage("--metrics-port is \"http\": write a port, 0 to 65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(OperatorConfig.DEFAULT, "--leader-election", "operator"))
                .withMessageContaining("NAMESPACE/NAME");
    }
}
