package dev.trainyard.cluster.object;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.store.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An object's JSON text with a gap where its {@code metadata.resourceVersion} goes: the number is known only when the
 * write takes its turn, and the text need not be made again for it.
 */
public final class VersionedText implements Content {
    private final byte[] text;
    private final int gap;

    private VersionedText(byte[] text, int gap) {
        this.text = text;
        this.gap = gap;
    }

    public static VersionedText of(ObjectNode object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        int gap = -1;
        try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
            json.writeStartObject();
            for (var field : object.properties()) {
                json.writeFieldName(field.getKey());
                if (field.getKey().equals("metadata")) {
                    json.writeStartObject();
                    json.writeFieldName("resourceVersion");
                    json.writeString("");
                    json.flush();
                    gap = out.size() - 1;
                    for (var inner : field.getValue().properties()) {
                        if (!inner.getKey().equals("resourceVersion")) {
                            json.writeFieldName(inner.getKey());
                            json.writeTree(inner.getValue());
                        }
                    }
                    json.writeEndObject();
                } else {
                    json.writeTree(field.getValue());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written but memory", e);
        }
        if (gap < 0) {
            throw new IllegalArgumentException("an object without metadata has no version");
        }
        return new VersionedText(out.toByteArray(), gap);
    }

    @Override
    public byte[] at(long revision) {
        byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(text, text.length + digits.length);
        System.arraycopy(digits, 0, whole, gap, digits.length);
        System.arraycopy(text, gap, whole, gap + digits.length, text.length - gap);
        return whole;
    }
}
