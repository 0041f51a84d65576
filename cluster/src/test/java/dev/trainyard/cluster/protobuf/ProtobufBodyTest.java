package dev.trainyard.cluster.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.trainyard.cluster.object.Json;
import io.kubernetes.client.proto.IntStr.IntOrString;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource.Quantity;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProtobufBodyTest {

    private static byte[] body(String apiVersion, String kind, ByteString raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'k', '8', 's', 0});
        out.writeBytes(Runtime.Unknown.newBuilder()
                .setTypeMeta(
                        Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
                .setRaw(raw)
                .build()
                .toByteArray());
        return out.toByteArray();
    }

    private static void assertReads(String kind, Message message, String json) throws IOException, ProtobufException {
        // By way of text: a tree tells an int from a long of the same value.
        assertThat(Json.parse(Json.bytes(ProtobufBody.read(body("v1", kind, message.toByteString())))))
                .isEqualTo(Json.parse(json.getBytes(UTF_8)));
    }

    @Test
    void readsPlainFieldsMapsAndBytes() throws IOException, ProtobufException {
        assertReads(
                "Secret",
                V1.Secret.newBuilder()
                        .setMetadata(Meta.ObjectMeta.newBuilder()
                                .setName("s")
                                .setGenerateName("")
                                .setGeneration(0)
                                .setCreationTimestamp(Meta.Time.newBuilder())
                                .putLabels("a", ""))
                        .putData("k", ByteString.copyFromUtf8("value"))
                        .setImmutable(false)
                        .build(),
                """
                {"metadata": {"name": "s", "labels": {"a": ""}}, "data": {"k": "dmFsdWU="}, "immutable": false,
                 "apiVersion": "v1", "kind": "Secret"}
                """);
    }

    @Test
    void readsWhatGoWritesInWaysOfItsOwn() throws IOException, ProtobufException {
        V1.Container container = V1.Container.newBuilder()
                .setName("main")
                .setTty(false)
                .setResources(V1.ResourceRequirements.newBuilder()
                        .putLimits(
                                "cpu", Quantity.newBuilder().setString("500m").build()))
                .setReadinessProbe(V1.Probe.newBuilder()
                        .setHandler(V1.ProbeHandler.newBuilder()
                                .setTcpSocket(V1.TCPSocketAction.newBuilder()
                                        .setPort(IntOrString.newBuilder()
                                                .setType(0)
                                                .setIntVal(80)))))
                .build();
        V1.Volume volume = V1.Volume.newBuilder()
                .setName("v")
                .setVolumeSource(V1.VolumeSource.newBuilder().setEmptyDir(V1.EmptyDirVolumeSource.newBuilder()))
                .build();
        assertReads(
                "Pod",
                V1.Pod.newBuilder()
                        .setMetadata(Meta.ObjectMeta.newBuilder()
                                .setDeletionTimestamp(Meta.Time.newBuilder().setSeconds(1_700_000_000)))
                        .setSpec(V1.PodSpec.newBuilder()
                                .addContainers(container)
                                .addVolumes(volume)
                                .setTerminationGracePeriodSeconds(0))
                        .build(),
                """
                {"metadata": {"deletionTimestamp": "2023-11-14T22:13:20Z"},
                 "spec": {
                   "containers": [{"name": "main", "resources": {"limits": {"cpu": "500m"}},
                                   "readinessProbe": {"tcpSocket": {"port": 80}}}],
                   "volumes": [{"name": "v", "emptyDir": {}}],
                   "terminationGracePeriodSeconds": 0},
                 "apiVersion": "v1", "kind": "Pod"}
                """);
    }

    @Test
    void refusesWhatItDoesNotKnowRatherThanLoseIt() {
        ByteString unknownField = ByteString.copyFrom(new byte[] {(byte) 0xfa, 0x7f, 1, 'x'});
        assertThatThrownBy(() -> ProtobufBody.read(body("v1", "ConfigMap", unknownField)))
                .hasMessageContaining("send it as JSON");
        assertThatThrownBy(() -> ProtobufBody.read(body("example.dev/v1", "Widget", ByteString.EMPTY)))
                .hasMessageContaining("a Widget of example.dev/v1");
        assertThatThrownBy(() -> ProtobufBody.read("{}".getBytes(UTF_8)))
                .hasMessageContaining("no Kubernetes protobuf");
        assertThatThrownBy(() -> ProtobufBody.read(body("v1", "Pod", ByteString.copyFromUtf8("damaged"))))
                .isInstanceOf(ProtobufException.class);
    }
}
