package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.trainyard.cluster.schema.SchemaNode.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code x-kubernetes-validations} of a schema, compiled. Nothing of CEL is loaded before the first schema that has
 * rules is compiled.
 */
final class CelRules {
    private static final Pattern USES_OLD_SELF = Pattern.compile("\\boldSelf\\b");

    /**
     * A rule that is ready to run.
     *
     * @param message works out the sentence; empty if it stands in the rule
     */
    private record Compiled(
            Rule rule, CelRuntime.Program program, Optional<CelRuntime.Program> message, boolean usesOldSelf) {}

    /** The rules of a node and of what is below it. */
    private record Node(
            SchemaNode schema,
            List<Compiled> rules,
            Map<String, Node> properties,
            Optional<Node> items,
            Optional<Node> additionalProperties) {

        Optional<Node> child(String field) {
            return schema.properties().containsKey(field)
                    ? Optional.ofNullable(properties.get(field))
                    : additionalProperties;
        }
    }

    private final CelEnvironment environment = new CelEnvironment();
    private final CelRuntime runtime = environment.runtime();
    private final List<FieldError> problems = new ArrayList<>();
    private final Optional<Node> root;

    private CelRules(SchemaNode schema, String path) {
        root = compile(schema, path, true);
    }

    /**
     * Compiles the rules of a schema.
     *
     * @param path where the schema stands in its definition, for {@link #problems}
     */
    static CelRules compile(SchemaNode schema, String path) {
        return new CelRules(schema, path);
    }

    /** The rules that can't be compiled. */
    List<FieldError> problems() {
        return problems;
    }

    /** Runs the rules that are for this object, and for its change if there is an old one. */
    void check(Field object, @Nullable JsonNode old) {
        root.ifPresent(node -> check(node, object, old));
    }

    private static void check(Node node, Field field, @Nullable JsonNode old) {
        var value = field.value();
        if (value.isNull()) {
            return;
        }
        var unchanged = value.equals(old);
        for (var compiled : node.rules) {
            var transition = compiled.usesOldSelf && (old != null || compiled.rule.optionalOldSelf());
            if (transition || (!compiled.usesOldSelf && !unchanged)) {
                run(node.schema, compiled, field, old);
            }
        }
        if (value.isObject()) {
            for (var entry : value.properties()) {
                var name = entry.getKey();
                node.child(name)
                        .ifPresent(child ->
                                check(child, child(node.schema, field, name), old == null ? null : old.get(name)));
            }
        } else if (value.isArray() && node.items.isPresent()) {
            for (var index = 0; index < value.size(); index++) {
                var element = new Field(value.get(index), field.path() + "[" + index + "]", field.errors());
                // Only elements that a key identifies can be said to have been something else before.
                var before = node.schema.listType().equals("map")
                        ? ValueValidation.correlated(node.schema, old, element.value(), index)
                        : null;
                check(node.items.get(), element, before);
            }
        }
    }

    /** A value of a map is named by its key in brackets here, unlike where types are checked. */
    private static Field child(SchemaNode schema, Field field, String name) {
        var child = field.child(name);
        return schema.properties().containsKey(name)
                ? child
                : new Field(child.value(), field.path() + "[" + name + "]", field.errors());
    }

    private static void run(SchemaNode schema, Compiled compiled, Field field, @Nullable JsonNode old) {
        var rule = compiled.rule;
        var variables = new HashMap<String, Object>();
        variables.put("self", CelValues.of(Optional.of(schema), field.value()));
        var before = Optional.ofNullable(old).map(value -> CelValues.of(Optional.of(schema), value));
        if (rule.optionalOldSelf()) {
            variables.put("oldSelf", before);
        } else {
            before.ifPresent(value -> variables.put("oldSelf", value));
        }
        try {
            if (Boolean.TRUE.equals(compiled.program.eval(variables))) {
                return;
            }
        } catch (CelEvaluationException e) {
            var text = rule.message().isEmpty()
                    ? rule.rule().strip()
                    : rule.message().strip();
            field.errors()
                    .add(new FieldError(
                            path(field.path()),
                            FieldError.Type.INVALID,
                            e.getMessage() + " evaluating rule: " + text,
                            TextNode.valueOf(schema.type())));
            return;
        }
        var shown = field.value().isContainerNode() ? null : field.value();
        var type = switch (rule.reason()) {
            case "FieldValueForbidden" -> FieldError.Type.FORBIDDEN;
            case "FieldValueRequired" -> FieldError.Type.REQUIRED;
            case "FieldValueDuplicate" -> FieldError.Type.DUPLICATE;
            default -> FieldError.Type.INVALID;
        };
        field.errors()
                .add(new FieldError(path(field.path() + rule.fieldPath()), type, sentence(compiled, variables), shown));
    }

    private static String sentence(Compiled compiled, Map<String, Object> variables) {
        try {
            if (compiled.message.isPresent()
                    && compiled.message.get().eval(variables) instanceof String text
                    && !text.isBlank()
                    && !text.contains("\n")) {
                return text.strip();
            }
        } catch (CelEvaluationException e) {
            // An expression that fails is no reason to hide the rule's own message.
        }
        return compiled.rule.sentence();
    }

    /** A relative path at the root begins with a dot that its absolute form does not have. */
    private static String path(String path) {
        var absolute = path.startsWith(".") ? path.substring(1) : path;
        return absolute.isEmpty() ? "<nil>" : absolute;
    }

    private Optional<Node> compile(SchemaNode schema, String path, boolean resource) {
        if (!schema.hasRules()) {
            return Optional.empty();
        }
        var rules = schema.rules().isEmpty() ? List.<Compiled>of() : rules(schema, path, resource);
        var properties = new HashMap<String, Node>();
        schema.properties()
                .forEach((name, property) -> compile(property, path + ".properties[" + name + "]", false)
                        .ifPresent(node -> properties.put(name, node)));
        return Optional.of(new Node(
                schema,
                rules,
                properties,
                schema.items().flatMap(items -> compile(items, path + ".items", false)),
                schema.additionalProperties()
                        .flatMap(values -> compile(values, path + ".additionalProperties", false))));
    }

    private List<Compiled> rules(SchemaNode schema, String path, boolean resource) {
        var types = CelTypes.of(schema, resource);
        var plain = compiler(types, types.self());
        var compiled = new ArrayList<Compiled>();
        for (var index = 0; index < schema.rules().size(); index++) {
            var rule = schema.rules().get(index);
            var place = path + ".x-kubernetes-validations[" + index + "]";
            // The environment of a compiler takes longer to build than a rule to compile.
            var compiler = rule.optionalOldSelf() ? compiler(types, OptionalType.create(types.self())) : plain;
            var program = program(compiler, rule.rule(), SimpleType.BOOL, place + ".rule");
            var message = rule.messageExpression().isEmpty()
                    ? Optional.<CelRuntime.Program>empty()
                    : program(compiler, rule.messageExpression(), SimpleType.STRING, place + ".messageExpression");
            var usesOldSelf = USES_OLD_SELF.matcher(rule.rule()).find();
            program.ifPresent(ready -> compiled.add(new Compiled(rule, ready, message, usesOldSelf)));
        }
        return List.copyOf(compiled);
    }

    private Optional<CelRuntime.Program> program(CelCompiler compiler, String expression, CelType type, String path) {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
            if (tree.getResultType().equals(type) || tree.getResultType().equals(SimpleType.DYN)) {
                return Optional.of(runtime.createProgram(tree));
            }
            problems.add(FieldError.invalid(path, expression, "must evaluate to a " + type.name()));
        } catch (CelValidationException | CelEvaluationException e) {
            problems.add(FieldError.invalid(path, expression, "compilation failed: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private CelCompiler compiler(CelTypes types, CelType oldSelf) {
        return environment
                .compiler()
                .setTypeProvider(types)
                .addVar("self", types.self())
                .addVar("oldSelf", oldSelf)
                .build();
    }
}
