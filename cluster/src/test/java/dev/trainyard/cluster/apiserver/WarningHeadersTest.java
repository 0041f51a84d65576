package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarningHeadersTest {
    private static final String MAP = "/api/v1/namespaces/default/configmaps/m";

    @Test
    void aTextIsQuoted() {
        assertThat(WarningHeaders.of(List.of("unknown field \"metadata.labels.a\\b\"")))
                .containsExactly("299 - \"unknown field \\\"metadata.labels.a\\\\b\\\"\"");
    }

    @Test
    void indexesOfArraysStayReadable() {
        assertThat(WarningHeaders.of(List.of("unknown field \"spec.containers[0].colour\"")))
                .containsExactly("299 - \"unknown field \\\"spec.containers[0].colour\\\"\"");
    }

    @Test
    void aTextIsGivenOnce() {
        assertThat(WarningHeaders.of(List.of("a", "b", "", "a"))).containsExactly("299 - \"a\"", "299 - \"b\"");
    }

    @Test
    void controlCharactersBecomeSpaces() {
        assertThat(WarningHeaders.of(List.of("a\r\nb\u0000c\u007f"))).containsExactly("299 - \"a  b c \"");
    }

    @Test
    void whatIsNoPlainTextIsAnEncodedWord() {
        assertThat(WarningHeaders.of(List.of("caf\u00e9 \"x\"")))
                .containsExactly("299 - \"=?utf-8?q?caf=C3=A9_=22x=22?=\"");
    }

    @Test
    void noValueGetsLongerByHuffmanCoding() {
        var texts = IntStream.rangeClosed(0, 0x2fff)
                .mapToObj(c -> Character.toString(c).repeat(40))
                .toList();

        for (var text : texts) {
            assertThat(WarningHeaders.of(List.of(text)).getFirst())
                    .satisfies(header ->
                            assertThat(HuffmanLength.bits(header)).as(header).isLessThanOrEqualTo(header.length() * 8));
        }
    }

    @Test
    void textsThatAreTooMuchAreCutAndThenLeftOut() {
        var texts = IntStream.range(0, 40)
                .mapToObj(n -> "%02d".formatted(n) + "x".repeat(500))
                .toList();

        var headers = WarningHeaders.of(texts);

        assertThat(headers).hasSize(16);
        assertThat(headers).allSatisfy(header -> assertThat(header).hasSize("299 - \"\"".length() + 256));
    }

    @Test
    void aLongTextAloneIsNotCut() {
        assertThat(WarningHeaders.of(List.of("x".repeat(4096))).getFirst()).hasSize("299 - \"\"".length() + 4096);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void longAndOddNamesOfFieldsAreWarnedAbout(HttpClient.Version version, @TempDir Path home) {
        try (var client = TestClient.start(home, version)) {
            client.post("/api/v1/namespaces/default/configmaps", "{metadata: {name: m}}");
            for (var name : List.of(
                    "[".repeat(300),
                    "Conf" + "[".repeat(300),
                    "(".repeat(300),
                    "{".repeat(3_000),
                    "a".repeat(500),
                    "a".repeat(4_060),
                    "a".repeat(20_000),
                    "\u20ac".repeat(4_000))) {
                var answer = client.patch(MAP, "merge-patch", "{\"" + name + "\":1}");

                assertThat(answer.code()).as(name).isEqualTo(200);
                assertThat(answer.warnings())
                        .as(name)
                        .singleElement()
                        .asString()
                        .isNotEmpty();
            }
            var many = IntStream.range(0, 500).mapToObj(n -> "\"" + "\u20ac".repeat(300) + n + "\":1");
            var answer = client.patch(MAP, "merge-patch", many.collect(Collectors.joining(",", "{", "}")));

            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.warnings()).isNotEmpty();
        }
    }
}
