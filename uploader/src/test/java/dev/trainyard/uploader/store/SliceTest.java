package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SliceTest {
    @Test
    void readsAShortFileOnce() throws IOException {
        var file = new Counted("abcdef", new AtomicInteger());
        var held = new Slice(file, 1, 4).heldIn(new byte[8]);
        for (int reader = 0; reader < 2; reader++) {
            try (var content = held.open()) {
                assertThat(content.readAllBytes())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("bcde");
            }
        }
        assertThat(file.opened().get()).isEqualTo(1);
        assertThat(held.file()).hasToString("abcdef");
    }

    @Test
    void holdsNoLongFile() throws IOException {
        var slice = new Slice(new Counted("", new AtomicInteger()), 0, 1 << 20);
        assertThat(slice.heldIn(new byte[8])).isSameAs(slice);
    }

    @Test
    void noticesThatAFileBecameShorter() {
        var slice = new Slice(new Counted("abc", new AtomicInteger()), 0, 4);
        assertThatThrownBy(() -> slice.heldIn(new byte[8])).isInstanceOf(Slice.TruncatedException.class);
    }

    @Test
    void holdsAnEmptyFile() throws IOException {
        try (var content = new Slice(new Counted("", new AtomicInteger()), 0, 0)
                .heldIn(new byte[8])
                .open()) {
            assertThat(content.readAllBytes()).isEmpty();
        }
    }

    private record Counted(String text, AtomicInteger opened) implements Content {
        @Override
        public SeekableByteChannel open() {
            opened.incrementAndGet();
            return new HeldFile(text.getBytes(StandardCharsets.UTF_8), text.length(), text).open();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
