package dev.trainyard.cluster.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class VersionedTextTest {

    @Test
    void putsTheRevisionIntoTheMetadata() throws IOException {
        ObjectNode object = (ObjectNode) Json.parse(
                "{\"kind\":\"K\",\"metadata\":{\"name\":\"é\",\"resourceVersion\":\"1\"},\"a\":[1]}".getBytes(UTF_8));
        VersionedText text = VersionedText.of(object);
        assertThat(new String(text.at(12345), UTF_8))
                .isEqualTo(
                        "{\"kind\":\"K\",\"metadata\":{\"resourceVersion\":\"12345\",\"name\":\"\\u00E9\"},\"a\":[1]}");
        assertThat(Json.parseOwn(text.at(7)).at("/metadata/resourceVersion").asText())
                .isEqualTo("7");
    }

    @Test
    void needsMetadata() {
        assertThatThrownBy(() -> VersionedText.of(Json.object())).isInstanceOf(IllegalArgumentException.class);
    }
}
