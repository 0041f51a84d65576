package dev.trainyard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trainyard.operator.reconcile.PortRange;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void optionsAreRead() {
        var config = Main.parse(
                OperatorConfig.DEFAULT,
                "--namespace",
                "team",
                "--replica-ports",
                "20000-20099",
                "--uploader-image",
                "u:1");
        assertThat(config.namespace()).contains("team");
        assertThat(config.replicaPorts()).contains(new PortRange(20_000, 20_099));
        assertThat(config.uploaderImage()).isEqualTo("u:1");
    }

    @Test
    void wrongOnesAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Main.parse(OperatorConfig.DEFAULT, "--namespaces", "team"))
                .withMessage("unknown option --namespaces");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Main.parse(OperatorConfig.DEFAULT, "--namespace"))
                .withMessage("--namespace lacks a value");
    }
}
