package dev.trainyard.cluster.protobuf;

/** What a field of a message holds. */
sealed interface FieldType {

    /** A value that is not made of other fields, or whose JSON is not. */
    enum Scalar implements FieldType {
        STRING,
        BOOL,
        INT32,
        INT64,
        DOUBLE,
        BYTES,
        /** Bytes that are JSON text. */
        JSON,
        /** A message of seconds and nanoseconds, of which JSON has the seconds. */
        TIME,
        /** The same with microseconds. */
        MICRO_TIME,
        INT_OR_STRING
    }

    /** Another message of the table. */
    record Message(String name) implements FieldType {}

    /** A field that may come many times. */
    record ListOf(FieldType element) implements FieldType {}

    /** On the wire a list of messages, each a key in field 1 and a value in field 2. The keys are strings. */
    record MapOf(FieldType value) implements FieldType {}
}
