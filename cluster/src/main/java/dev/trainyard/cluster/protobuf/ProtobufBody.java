package dev.trainyard.cluster.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.trainyard.cluster.object.Json;
import java.io.IOException;
import java.util.Arrays;

/**
 * A body of the media type {@code application/vnd.kubernetes.protobuf}: four magic bytes, then an envelope with the
 * kind and the object. Go's typed clients send it, {@code kubectl create configmap} among them; they accept JSON in
 * return.
 */
public final class ProtobufBody {
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufBody() {}

    /**
     * Reads a body as the JSON text of the same object.
     *
     * @throws ProtobufException when it is damaged
     * @throws UnknownKindException when its kind has no protobuf encoding here
     */
    public static byte[] toJson(byte[] body) throws ProtobufException, UnknownKindException {
        if (body.length < MAGIC.length || !Arrays.equals(MAGIC, 0, MAGIC.length, body, 0, MAGIC.length)) {
            throw new ProtobufException(
                    "the body is no Kubernetes protobuf: it does not begin with k8s and a zero byte");
        }
        try {
            Envelope envelope = envelope(CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length));
            MessageTable table = MessageTable.table();
            FieldType.Message type = table.kind(envelope.apiVersion, envelope.kind)
                    .orElseThrow(() -> new UnknownKindException(envelope.apiVersion, envelope.kind));
            ObjectNode object = (ObjectNode) new MessageReader(table, envelope.object.newCodedInput()).message(type);
            object.put("apiVersion", envelope.apiVersion).put("kind", envelope.kind);
            return Json.MAPPER.writeValueAsBytes(object); // fails where it is nested too deep for JSON
        } catch (IOException e) {
            throw new ProtobufException("the body is damaged: " + e.getMessage());
        }
    }

    private record Envelope(String apiVersion, String kind, ByteString object) {}

    private static Envelope envelope(CodedInputStream in) throws IOException, ProtobufException {
        String apiVersion = "";
        String kind = "";
        ByteString object = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    int outer = in.pushLimit(in.readUInt32());
                    for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
                        switch (inner) {
                            case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                                apiVersion = in.readStringRequireUtf8();
                            case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> kind = in.readStringRequireUtf8();
                            default -> skip(in, inner);
                        }
                    }
                    in.popLimit(outer);
                }
                case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> object = in.readBytes();
                default -> skip(in, tag); // the encoding and the type of the content, which nobody sets
            }
        }
        return new Envelope(apiVersion, kind, object);
    }

    private static void skip(CodedInputStream in, int tag) throws IOException, ProtobufException {
        if (!in.skipField(tag)) {
            throw new ProtobufException("the body ends a group that it has not begun");
        }
    }
}
