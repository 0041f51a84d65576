package dev.trainyard.cluster.protobuf;

/** A body of a kind that has no protobuf encoding here, such as a custom resource. */
public final class UnknownKindException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownKindException(String apiVersion, String kind) {
        super("a " + kind + " of " + apiVersion + " can't be read as protobuf here; send it as JSON");
    }
}
