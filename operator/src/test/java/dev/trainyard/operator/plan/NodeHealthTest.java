package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;

class NodeHealthTest {
    @Test
    void aNodeThatIsReadyAnswersWhateverItsTaints() {
        assertThat(NodeHealth.of(node("True", false))).isEqualTo(NodeHealth.ANSWERS);
        assertThat(NodeHealth.of(node("True", true))).isEqualTo(NodeHealth.ANSWERS);
    }

    @Test
    void oneThatIsNotReadyIsOutOfServiceOnlyWhereSomebodyVouchesForIt() {
        assertThat(NodeHealth.of(node("Unknown", false))).isEqualTo(NodeHealth.SILENT);
        assertThat(NodeHealth.of(node("False", false))).isEqualTo(NodeHealth.SILENT);
        assertThat(NodeHealth.of(node("Unknown", true))).isEqualTo(NodeHealth.OUT_OF_SERVICE);
    }

    @Test
    void oneThatHasNeverSaidAnythingIsSilent() {
        assertThat(NodeHealth.of(new Node())).isEqualTo(NodeHealth.SILENT);
    }

    private static Node node(String ready, boolean outOfService) {
        var node = new NodeBuilder()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .endCondition()
                .endStatus();
        if (outOfService) {
            node.editSpec()
                    .addNewTaint("NoExecute", "node.kubernetes.io/out-of-service", null, "nodeshutdown")
                    .endSpec();
        }
        return node.build();
    }
}
