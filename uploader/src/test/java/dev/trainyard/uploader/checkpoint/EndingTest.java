package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.store.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndingTest {
    @TempDir
    Path folder;

    @Test
    void aZipFileEndsWithItsDirectory() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(new byte[1000]);
            zip.closeEntry();
        }
        var whole = bytes.toByteArray();
        assertThat(ending("model.pt", whole)).isEqualTo(Ending.WHOLE);
        assertThat(ending("model.pt", Arrays.copyOf(whole, whole.length - 1))).isEqualTo(Ending.CUT);
        assertThat(ending("model.pt", Arrays.copyOf(whole, 10))).isEqualTo(Ending.CUT);
    }

    @Test
    void safetensorsEndWithTheLastTensor() throws Exception {
        var header =
                "{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}";
        var whole = ByteBuffer.allocate(Long.BYTES + header.length() + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length())
                .put(header.getBytes(StandardCharsets.UTF_8))
                .array();
        assertThat(ending("model.safetensors", whole)).isEqualTo(Ending.UNKNOWN);
        assertThat(ending("model.safetensors", Arrays.copyOf(whole, whole.length - 1)))
                .isEqualTo(Ending.CUT);
        assertThat(ending("model.safetensors", Arrays.copyOf(whole, 20))).isEqualTo(Ending.CUT);
        assertThat(ending("model.safetensors", new byte[0])).isEqualTo(Ending.CUT);
    }

    @Test
    void hdf5EndsWhereItsSuperblockSays() throws Exception {
        var file = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0});
        file.putLong(40, 96);
        assertThat(ending("model.h5", file.array())).isEqualTo(Ending.WHOLE);
        assertThat(ending("model.h5", Arrays.copyOf(file.array(), 80))).isEqualTo(Ending.CUT);
        file.put(8, (byte) 3).putLong(40, 0).putLong(28, 96);
        assertThat(ending("model.h5", file.array())).isEqualTo(Ending.WHOLE);
        assertThat(ending("model.h5", Arrays.copyOf(file.array(), 80))).isEqualTo(Ending.CUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"w\":{\"data_offsets\":[]}}",
                "{\"w\":{\"data_offsets\":7}}",
                "null",
                "[]",
                "",
                "{\"w\":",
            })
    void aSafetensorsHeaderThatMakesNoSenseIsNotAnError(String header) throws Exception {
        var file = ByteBuffer.allocate(Long.BYTES + header.length() + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length())
                .put(header.getBytes(StandardCharsets.UTF_8))
                .array();
        assertThat(ending("model.safetensors", file)).isEqualTo(Ending.CUT);
    }

    /** The trainer writes the file again between the look at its size and the look at its end. */
    @Test
    void aFileThatGetsShorterUnderWayIsCut() throws Exception {
        for (var name : List.of("model.pt", "model.h5", "model.safetensors")) {
            var start = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
            switch (name) {
                case "model.pt" -> start.putInt(0x04034b50);
                case "model.h5" -> start.putLong(0x0a1a0a0d46444889L).putLong(40, 1000);
                default -> start.putLong(500);
            }
            var file = Files.write(folder.resolve(name), start.array());
            Content longer = () -> new Longer(Files.newByteChannel(file));
            assertThat(Ending.of(longer, name)).as(name).isNotEqualTo(Ending.UNKNOWN);
        }
    }

    /** A file that has had a thousand bytes until now. */
    private record Longer(SeekableByteChannel channel) implements SeekableByteChannel {
        @Override
        public long size() {
            return 1000;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            return channel.read(buffer);
        }

        @Override
        public int write(ByteBuffer buffer) throws IOException {
            return channel.write(buffer);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            channel.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void othersDoNotSay() throws Exception {
        assertThat(ending("model.pkl", new byte[100])).isEqualTo(Ending.UNKNOWN);
        assertThat(ending("model.pkl", new byte[0])).isEqualTo(Ending.CUT);
    }

    private Ending ending(String name, byte[] content) throws IOException {
        return Ending.of(new Content.Of(Files.write(folder.resolve(name), content)), name);
    }
}
