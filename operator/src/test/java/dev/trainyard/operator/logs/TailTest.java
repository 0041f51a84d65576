package dev.trainyard.operator.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailTest {
    @Test
    void keepsWhatFits() throws IOException {
        var tail = new Tail(10);
        tail.write(bytes("0123"));
        tail.write(bytes("456789"));
        assertThat(tail.bytes()).isEqualTo(bytes("0123456789"));
        assertThat(tail.lost()).isZero();
    }

    @Test
    void keepsTheEnd() throws IOException {
        var tail = new Tail(4);
        tail.write(bytes("012"));
        tail.write(bytes("345"));
        assertThat(tail.bytes()).isEqualTo(bytes("2345"));
        assertThat(tail.lost()).isEqualTo(2);
        tail.write(bytes("abcdefghi"));
        assertThat(tail.bytes()).isEqualTo(bytes("fghi"));
        assertThat(tail.lost()).isEqualTo(11);
        tail.write('j');
        assertThat(tail.bytes()).isEqualTo(bytes("ghij"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8192, 8193, 20_000, 100_000})
    void isTheEndOfWhatWasWrittenInWhateverPieces(int capacity) {
        var random = new Random(capacity);
        var all = new byte[60_000];
        random.nextBytes(all);
        var tail = new Tail(capacity);
        for (int at = 0; at < all.length; ) {
            int count = Math.min(all.length - at, random.nextInt(1, 20_000));
            tail.write(all, at, count);
            at += count;
        }
        int kept = Math.min(capacity, all.length);
        assertThat(tail.bytes()).isEqualTo(java.util.Arrays.copyOfRange(all, all.length - kept, all.length));
        assertThat(tail.lost()).isEqualTo(all.length - kept);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
