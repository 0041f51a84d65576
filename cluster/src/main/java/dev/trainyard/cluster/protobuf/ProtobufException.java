package dev.trainyard.cluster.protobuf;

/** A damaged protobuf body. The message is a sentence for the person whose client sent it. */
public final class ProtobufException extends Exception {
    private static final long serialVersionUID = 1;

    ProtobufException(String message) {
        super(message);
    }
}
