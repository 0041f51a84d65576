package dev.trainyard.cluster.schema;

import java.util.Optional;
import java.util.Set;

/** How rules write fields whose names CEL has no identifiers for: {@code x-y} is {@code x__dash__y}. */
final class CelNames {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private CelNames() {}

    /** The identifier of a field; empty if rules can't reach it. */
    static Optional<String> escape(String field) {
        if (RESERVED.contains(field)) {
            return Optional.of("__" + field + "__");
        }
        if (!field.matches("[a-zA-Z_./-][a-zA-Z0-9_./-]*")) {
            return Optional.empty();
        }
        return Optional.of(field.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__"));
    }
}
