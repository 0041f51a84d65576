package dev.trainyard.cli.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentsTest {
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void aFileIsWhatTheManifestSays() throws IOException {
        var file = new Manifest.File("x", Optional.empty(), 3, SHA256_OF_ABC);
        assertThat(contents("abc", 3).are(file)).isTrue();
        assertThat(contents("abcd", 3).are(file)).isFalse();
        assertThat(contents("ab", 3).are(file)).isFalse();
    }

    /** A store that never stops ends with the first byte too many. */
    @Test
    void isReadNoFurtherThanItMayGo() throws IOException {
        var endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };
        assertThat(Contents.of(endless, 100_000).size()).isEqualTo(100_001);
    }

    private static Contents contents(String text, long most) throws IOException {
        return Contents.of(new ByteArrayInputStream(text.getBytes(UTF_8)), most);
    }
}
