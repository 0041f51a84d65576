package dev.trainyard.cluster.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void whatIsReadCanBeWrittenWithLevelsAroundIt() throws IOException {
        var list = Json.object();
        list.putArray("items").addObject().set("object", Json.parse(nested(Json.DEEPEST)));

        assertThat(Json.parseOwn(Json.bytes(list))).isEqualTo(list);
    }

    @Test
    void whatIsNestedTooDeepIsNotRead() {
        for (var levels : new int[] {Json.DEEPEST + 1, 20_000}) {
            assertThatThrownBy(() -> Json.parse(nested(levels)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nested more than 500 levels deep");
        }
    }

    /** An earlier release took as many. */
    @Test
    void whatIsStoredIsReadAndWritten() {
        var stored = Json.parseOwn(("{\"a\":" + new String(nested(999), UTF_8) + "}").getBytes(UTF_8));
        var list = Json.object();
        list.putArray("items").add(stored);

        assertThat(Json.parseOwn(Json.bytes(list))).isEqualTo(list);
    }

    private static byte[] nested(int levels) {
        return ("[".repeat(levels) + "]".repeat(levels)).getBytes(UTF_8);
    }
}
