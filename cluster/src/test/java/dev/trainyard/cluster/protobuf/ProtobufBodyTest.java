package dev.trainyard.cluster.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.resource.BuiltinTypes;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufBodyTest {

    /** What Go writes of an object in both encodings; {@code cluster/protobuf/write} makes these. */
    private record Sample(ByteString protobuf, JsonNode json) {}

    private static List<Sample> samples() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Objects.requireNonNull(ProtobufBodyTest.class.getResourceAsStream("samples.txt.gz"))),
                UTF_8))) {
            return lines.lines()
                    .map(line -> line.split(" ", 2))
                    .map(words -> new Sample(
                            ByteString.copyFrom(Base64.getDecoder().decode(words[0])),
                            Json.parseOwn(words[1].getBytes(UTF_8))))
                    .toList();
        }
    }

    /** Null and no field are the same to Kubernetes. Inside the text of a schema there is no null in the samples. */
    private static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(entry -> entry.getValue().isNull());
        }
        node.forEach(ProtobufBodyTest::withoutNulls);
        return node;
    }

    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, number << 3 | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        for (; rest > 127; rest >>>= 7) {
            out.write((rest & 127) | 128);
        }
        out.write(rest);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] body(String apiVersion, String kind, byte[] object) {
        return concat(
                new byte[] {'k', '8', 's', 0},
                field(1, concat(field(1, apiVersion.getBytes(UTF_8)), field(2, kind.getBytes(UTF_8)))),
                field(2, object));
    }

    private static JsonNode read(byte[] body) throws Exception {
        return Json.parse(ProtobufBody.toJson(body));
    }

    @Test
    void readsWhatGoWritesOfEveryKind() throws Exception {
        List<Sample> samples = samples();
        assertThat(samples).hasSizeGreaterThan(200);
        for (Sample sample : samples) {
            assertThat(withoutNulls(read(sample.protobuf().toByteArray()))).isEqualTo(withoutNulls(sample.json()));
        }
    }

    @Test
    void readsEveryKindThatIsServed() {
        assertThat(BuiltinTypes.ALL)
                .allSatisfy(type -> assertThat(MessageTable.table()
                                .kind(type.kind().apiVersion(), type.kind().kind()))
                        .as(type.kind().toString())
                        .isPresent());
    }

    @Test
    void readsDeleteOptionsOfAnyGroup() throws Exception {
        assertThat(read(body("coordination.k8s.io/v1", "DeleteOptions", new byte[] {8, 0})))
                .isEqualTo(Json.parse(
                        "{\"gracePeriodSeconds\":0,\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"DeleteOptions\"}"
                                .getBytes(UTF_8)));
    }

    @Test
    void skipsFieldsThatItDoesNotKnow() throws Exception {
        byte[] unknown = {(byte) 0xfa, 0x7f, 1, 'x'};
        assertThat(read(body("v1", "ConfigMap", unknown)))
                .isEqualTo(Json.object().put("apiVersion", "v1").put("kind", "ConfigMap"));
    }

    @Test
    void refusesKindsThatItDoesNotKnow() {
        assertThatThrownBy(() -> ProtobufBody.toJson(body("example.dev/v1", "Widget", new byte[0])))
                .isInstanceOf(UnknownKindException.class)
                .hasMessage("a Widget of example.dev/v1 can't be read as protobuf here; send it as JSON");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "", // no bytes at all
                "0a05", // ends before a message does
                "0affffffff07", // two gigabytes
                "0affffffffffffffffff01", // a negative length
                "08", // ends within a number
                "0801", // metadata as a number
                "0affff", // ends within a length
                "0a020a05", // a length that leaves the message around it
                "0a030a01ff", // a name that is no UTF-8
                "0c", // the end of a group
                "fb07", // a group without an end
                "00", // field 0
                "07", // a wire type that does not exist
                "0a0642040880808080808080808001", // a time with a length that is wrong
                "0a0e420c08ffffffffffffffffff7f1000", // a number with too many bytes
                "0a0c420a08ffffffffffffffff7f", // a time after all calendars
            })
    void refusesADamagedBody(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        byte[] body = bytes.length == 0 ? bytes : body("v1", "Pod", bytes);
        assertThatThrownBy(() -> ProtobufBody.toJson(body)).isInstanceOf(ProtobufException.class);
    }

    @Test
    void refusesJson() {
        assertThatThrownBy(() -> ProtobufBody.toJson("{}".getBytes(UTF_8)))
                .isInstanceOf(ProtobufException.class)
                .hasMessageContaining("no Kubernetes protobuf");
    }

    @ParameterizedTest
    @ValueSource(ints = {450, 1000, 10_000})
    void refusesAnObjectThatIsNestedTooDeep(int levels) {
        byte[] schema = {};
        for (int level = 0; level < levels; level++) {
            schema = field(29, concat(field(1, new byte[] {'a'}), field(2, schema))); // properties
        }
        byte[] definition = field(2, field(7, field(4, field(1, schema))));
        assertThatThrownBy(() ->
                        ProtobufBody.toJson(body("apiextensions.k8s.io/v1", "CustomResourceDefinition", definition)))
                .isInstanceOf(ProtobufException.class)
                .hasMessageContaining("nest");
    }

    /** Whatever bytes come, the answer is an object or a sentence. */
    @Test
    void survivesEveryBodyThatIsCutOrChanged() throws IOException {
        int refused = 0;
        for (Sample sample : samples()) {
            byte[] body = sample.protobuf().toByteArray();
            int step = Math.max(1, body.length / 10);
            for (int at = 4; at < body.length; at += step) {
                byte[] changed = body.clone();
                changed[at] ^= (byte) (1 << at % 8);
                for (byte[] bad : List.of(changed, Arrays.copyOf(body, at))) {
                    try {
                        assertThat(ProtobufBody.toJson(bad)).startsWith('{');
                    } catch (ProtobufException | UnknownKindException e) {
                        assertThat(e.getMessage()).isNotEmpty();
                        refused++;
                    }
                }
            }
        }
        assertThat(refused).isPositive();
    }
}
