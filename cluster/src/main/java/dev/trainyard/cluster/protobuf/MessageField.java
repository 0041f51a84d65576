package dev.trainyard.cluster.protobuf;

/**
 * A field of a message, and how Go writes it in JSON.
 *
 * @param omitsZero whether JSON leaves the field out when it is zero; protobuf has it in any case
 */
record MessageField(String name, FieldType type, boolean omitsZero) {
    static final String BARE = "-";
    private static final String INLINE = "+";

    /** The fields of an embedded struct stand beside those of the struct around it. */
    boolean isInline() {
        return name.equals(INLINE);
    }

    /** The JSON of the whole message is the value of this field. */
    boolean isBare() {
        return name.equals(BARE);
    }
}
