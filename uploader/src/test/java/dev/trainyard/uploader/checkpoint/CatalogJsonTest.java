package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogJsonTest {
    /** What is listed is read with the uploader's keys, and leftovers are deleted with them. */
    @Test
    void namesNothingOfAnotherRun() {
        for (var key : List.of("../other/1/model", "1/../../x", "/etc/passwd", "1//x", "")) {
            for (var list : List.of(
                    "{\"version\":2,\"attempt\":1,\"checkpoints\":[],\"leftovers\":[\"%s\"]}",
                    "{\"version\":2,\"attempt\":1,\"checkpoints\":[{\"name\":\"c\",\"attempt\":1,\"stamp\":1,\"files\":[{\"path\":\"checkpoint/a\",\"at\":\"%s\",\"size\":1}]}]}",
                    "{\"version\":2,\"attempt\":1,\"checkpoints\":[{\"name\":\"c\",\"attempt\":1,\"stamp\":1,\"files\":[],\"links\":[{\"path\":\"checkpoint/l\",\"target\":\"%s\"}]}]}")) {
                assertThatThrownBy(() -> CatalogJson.read(list.formatted(key)))
                        .as(list.formatted(key))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("leads out of the run");
            }
        }
    }

    @Test
    void readsWhatItWrites() throws IOException {
        var catalog = CatalogJson.read(
                "{\"version\":2,\"attempt\":2,\"checkpoints\":[],\"leftovers\":[\"1/.trainyard/checkpoints/5/a\"]}");
        assertThat(CatalogJson.read(new String(CatalogJson.write(catalog), java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(catalog);
    }
}
