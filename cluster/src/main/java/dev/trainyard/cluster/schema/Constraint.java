package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a value must meet beyond its type: one keyword of the schema. Keywords for other types than the value's don't
 * count.
 */
sealed interface Constraint {

    void check(Field field);

    record Bound(BigDecimal limit, boolean upper, boolean exclusive) implements Constraint {
        @Override
        public void check(Field field) {
            if (!field.value().isNumber()) {
                return;
            }
            var order = field.value().decimalValue().compareTo(limit);
            if ((upper ? order > 0 : order < 0) || (exclusive && order == 0)) {
                var than = (upper ? "less" : "greater") + " than " + (exclusive ? "" : "or equal to ");
                field.invalid(name(field) + " should be " + than
                        + limit.stripTrailingZeros().toPlainString());
            }
        }
    }

    record MultipleOf(BigDecimal factor) implements Constraint {
        @Override
        public void check(Field field) {
            if (field.value().isNumber()
                    && field.value().decimalValue().remainder(factor).signum() != 0) {
                field.invalid(name(field) + " should be a multiple of " + factor);
            }
        }
    }

    record Length(long limit, boolean maximum) implements Constraint {
        @Override
        public void check(Field field) {
            if (!field.value().isTextual()) {
                return;
            }
            var length = field.text().codePointCount(0, field.text().length());
            if (maximum && length > limit) {
                field.errors().add(FieldError.tooLong(field.path(), Math.toIntExact(limit)));
            } else if (!maximum && length < limit) {
                field.invalid(name(field) + " should be at least " + limit + " chars long");
            }
        }
    }

    /** How many items a list or entries an object has. */
    record Size(long limit, boolean maximum, boolean list) implements Constraint {
        @Override
        public void check(Field field) {
            if (list ? !field.value().isArray() : !field.value().isObject()) {
                return;
            }
            var size = field.value().size();
            if (maximum && size > limit) {
                field.errors().add(FieldError.tooMany(field.path(), size, Math.toIntExact(limit)));
            } else if (!maximum && size < limit) {
                var things = list ? " items" : " properties";
                new Field(list ? LongNode.valueOf(size) : field.value(), field.path(), field.errors())
                        .invalid(name(field) + " should have at least " + limit + things);
            }
        }
    }

    record Matches(Pattern pattern) implements Constraint {
        @Override
        public void check(Field field) {
            if (!field.value().isTextual()) {
                return;
            }
            if (Re2.isTooMuch(pattern, field.text())) {
                field.errors()
                        .add(FieldError.forbidden(
                                field.path(),
                                "a text of " + field.text().length() + " characters takes too long to match '"
                                        + pattern.pattern() + "'"));
            } else if (!pattern.matcher(field.text()).find()) {
                field.invalid(name(field) + " should match '" + pattern.pattern() + "'");
            }
        }
    }

    record OneOfValues(List<JsonNode> values) implements Constraint {
        @Override
        public void check(Field field) {
            if (!values.contains(field.value())) {
                field.errors()
                        .add(FieldError.notSupported(
                                field.path(),
                                field.value(),
                                values.stream().map(JsonNode::asText).toList()));
            }
        }
    }

    record Required(List<String> fields) implements Constraint {
        @Override
        public void check(Field field) {
            if (field.value().isObject()) {
                fields.stream()
                        .filter(name -> !field.value().has(name))
                        .forEach(name -> field.child(name).required(""));
            }
        }
    }

    record HasFormat(String format) implements Constraint {
        @Override
        public void check(Field field) {
            if (!Formats.accepts(format, field.value())) {
                field.invalid(name(field) + " must be of type " + format + ": " + field.value());
            }
        }
    }

    record AllOf(List<SchemaNode> schemas) implements Constraint {
        @Override
        public void check(Field field) {
            schemas.forEach(schema -> ValueValidation.check(schema, field));
        }
    }

    record AnyOf(List<SchemaNode> schemas) implements Constraint {
        @Override
        public void check(Field field) {
            if (schemas.stream().noneMatch(schema -> accepts(schema, field))) {
                field.invalid(name(field) + " must validate at least one schema (anyOf)");
            }
        }
    }

    record OneOf(List<SchemaNode> schemas) implements Constraint {
        @Override
        public void check(Field field) {
            var matching =
                    schemas.stream().filter(schema -> accepts(schema, field)).count();
            if (matching != 1) {
                field.invalid(name(field) + " must validate one and only one schema (oneOf). Found "
                        + (matching == 0 ? "none valid" : matching + " valid alternatives"));
            }
        }
    }

    record Not(SchemaNode schema) implements Constraint {
        @Override
        public void check(Field field) {
            if (accepts(schema, field)) {
                field.invalid(name(field) + " must not validate the schema (not)");
            }
        }
    }

    /** The constraints of a schema node, in the order in which the real server reports them. */
    static List<Constraint> read(JsonNode json) {
        var constraints = new ArrayList<Constraint>();
        if (json.has("maximum")) {
            var exclusive = json.path("exclusiveMaximum").asBoolean();
            constraints.add(new Bound(json.path("maximum").decimalValue(), true, exclusive));
        }
        if (json.has("minimum")) {
            var exclusive = json.path("exclusiveMinimum").asBoolean();
            constraints.add(new Bound(json.path("minimum").decimalValue(), false, exclusive));
        }
        if (json.has("multipleOf")) {
            constraints.add(new MultipleOf(json.path("multipleOf").decimalValue()));
        }
        for (var maximum : List.of(true, false)) {
            var prefix = maximum ? "max" : "min";
            number(json, prefix + "Length").ifPresent(limit -> constraints.add(new Length(limit, maximum)));
            number(json, prefix + "Items").ifPresent(limit -> constraints.add(new Size(limit, maximum, true)));
            number(json, prefix + "Properties").ifPresent(limit -> constraints.add(new Size(limit, maximum, false)));
        }
        pattern(json.path("pattern").asText()).ifPresent(pattern -> constraints.add(new Matches(pattern)));
        if (json.has("enum")) {
            constraints.add(new OneOfValues(nodes(json.path("enum"))));
        }
        if (json.has("required")) {
            constraints.add(new Required(SchemaNode.strings(json.path("required"))));
        }
        if (Formats.isKnown(json.path("format").asText())) {
            constraints.add(new HasFormat(json.path("format").asText()));
        }
        if (json.has("allOf")) {
            constraints.add(new AllOf(schemas(json.path("allOf"))));
        }
        // The alternatives of a number or a string are the type of int-or-string, which is checked as such.
        if (json.has("anyOf") && !json.path("x-kubernetes-int-or-string").asBoolean()) {
            constraints.add(new AnyOf(schemas(json.path("anyOf"))));
        }
        if (json.has("oneOf")) {
            constraints.add(new OneOf(schemas(json.path("oneOf"))));
        }
        if (json.has("not")) {
            constraints.add(new Not(SchemaNode.read(json.path("not"))));
        }
        return List.copyOf(constraints);
    }

    /** A pattern that can't be read is reported when the CRD is created, and matches everything until then. */
    static Optional<Pattern> pattern(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Re2.compile(text));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean accepts(SchemaNode schema, Field field) {
        var errors = new ArrayList<FieldError>();
        ValueValidation.check(schema, new Field(field.value(), field.path(), errors));
        return errors.isEmpty();
    }

    private static String name(Field field) {
        return field.path() + " in body";
    }

    private static Optional<Long> number(JsonNode json, String keyword) {
        return json.has(keyword) ? Optional.of(json.path(keyword).asLong()) : Optional.empty();
    }

    private static List<JsonNode> nodes(JsonNode list) {
        var nodes = new ArrayList<JsonNode>();
        list.forEach(nodes::add);
        return List.copyOf(nodes);
    }

    private static List<SchemaNode> schemas(JsonNode list) {
        return nodes(list).stream().map(SchemaNode::read).toList();
    }
}
