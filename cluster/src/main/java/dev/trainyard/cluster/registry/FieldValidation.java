package dev.trainyard.cluster.registry;

import dev.trainyard.cluster.status.ApiException;

/**
 * What to do with fields that the kind does not have, or that are given twice: the parameter {@code fieldValidation}.
 */
public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT;

    /**
     * Reads the parameter; a server warns unless it is told otherwise.
     *
     * @throws ApiException BadRequest
     */
    public static FieldValidation parse(String value) {
        return switch (value) {
            case "Ignore" -> IGNORE;
            case "", "Warn" -> WARN;
            case "Strict" -> STRICT;
            default ->
                throw ApiException.badRequest("fieldValidation is \"" + value + "\"; it can be Ignore, Warn or Strict");
        };
    }
}
