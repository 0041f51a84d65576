package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.uploader.store.Content;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void othersDoNotSay() throws Exception {
        assertThat(ending("model.pkl", new byte[100])).isEqualTo(Ending.UNKNOWN);
        assertThat(ending("model.pkl", new byte[0])).isEqualTo(Ending.CUT);
    }

    /** As {@code torch.save} does to the file of the save before. */
    @Test
    void oneThatIsCutWhileItIsReadHasNone() throws Exception {
        var file = Files.write(folder.resolve("model.pt"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0});
        Content longer = () -> {
            var now = Files.newByteChannel(file);
            InvocationHandler before =
                    (_, method, arguments) -> method.getName().equals("size") ? 1000L : method.invoke(now, arguments);
            return (SeekableByteChannel) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {SeekableByteChannel.class}, before);
        };
        assertThatThrownBy(() -> Ending.of(longer, "model.pt")).isInstanceOf(EOFException.class);
    }

    private Ending ending(String name, byte[] content) throws IOException {
        return Ending.of(new Content.Of(Files.write(folder.resolve(name), content)), name);
    }
}
