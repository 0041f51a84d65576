package dev.trainyard.cluster.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

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
     * Reads a body as the JSON object that means the same.
     *
     * @throws ProtobufException when it is malformed, or uses what this server's descriptors don't know
     */
    public static ObjectNode read(byte[] body) throws ProtobufException {
        if (body.length < MAGIC.length || !Arrays.equals(MAGIC, 0, MAGIC.length, body, 0, MAGIC.length)) {
            throw new ProtobufException(
                    "the body is no Kubernetes protobuf: it does not begin with k8s and a zero byte");
        }
        try {
            Runtime.Unknown envelope = Runtime.Unknown.parseFrom(
                    CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length));
            String apiVersion = envelope.getTypeMeta().getApiVersion();
            String kind = envelope.getTypeMeta().getKind();
            Descriptor type = descriptor(apiVersion, kind)
                    .orElseThrow(() -> new ProtobufException(
                            "a " + kind + " of " + apiVersion + " can't be read as protobuf here; send it as JSON"));
            ObjectNode object = MessageTree.of(DynamicMessage.parseFrom(type, envelope.getRaw()));
            return object.put("apiVersion", apiVersion).put("kind", kind);
        } catch (InvalidProtocolBufferException e) {
            throw new ProtobufException("the body is damaged: " + e.getMessage());
        } catch (IOException e) {
            throw new ProtobufException("the body can't be read: " + e.getMessage());
        }
    }

    private static Optional<Descriptor> descriptor(String apiVersion, String kind) {
        return file(apiVersion, kind).map(file -> file.findMessageTypeByName(kind));
    }

    private static Optional<FileDescriptor> file(String apiVersion, String kind) {
        if (kind.equals("DeleteOptions")) {
            return Optional.of(Meta.getDescriptor()); // the same in every group
        }
        return switch (apiVersion) {
            case "v1" -> Optional.of(V1.getDescriptor());
            case "authentication.k8s.io/v1" -> Optional.of(V1Authentication.getDescriptor());
            case "authorization.k8s.io/v1" -> Optional.of(V1Authorization.getDescriptor());
            case "scheduling.k8s.io/v1" -> Optional.of(V1Scheduling.getDescriptor());
            case "storage.k8s.io/v1" -> Optional.of(V1Storage.getDescriptor());
            default -> Optional.empty();
        };
    }
}
