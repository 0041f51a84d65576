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
    private static final String OUT_OF_BUDGET =
            "validation failed due to running out of cost budget, no further validation rules will be run";

    /** {@code MaxEvaluatedMessageExpressionSizeBytes} of the API server. */
    private static final int LONGEST_MESSAGE = 5 * 1024;

    private static final Pattern USES_OLD_SELF = Pattern.compile("\\boldSelf\\b");

    /**
     * A rule that is ready to run.
     *
     * @param message works out the sentence; empty if it stands in the rule
     */
    private record Compiled(Rule rule, CelProgram program, Optional<CelProgram> message, boolean usesOldSelf) {}

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
        var budget = new CelBudget();
        root.ifPresent(node -> check(node, object, old, budget));
    }

    private static void check(Node node, Field field, @Nullable JsonNode old, CelBudget budget) {
        var value = field.value();
        if (value.isNull() || budget.isExceeded()) {
            return;
        }
        var unchanged = value.equals(old);
        var self = node.rules.isEmpty() ? "" : CelValues.of(Optional.of(node.schema), value);
        for (var compiled : node.rules) {
            var transition = compiled.usesOldSelf && (old != null || compiled.rule.optionalOldSelf());
            if ((transition || (!compiled.usesOldSelf && !unchanged)) && !budget.isExceeded()) {
                run(node.schema, compiled, self, field, old, budget);
            }
        }
        if (value.isObject()) {
            for (var entry : value.properties()) {
                var name = entry.getKey();
                node.child(name)
                        .ifPresent(child -> check(
                                child, child(node.schema, field, name), old == null ? null : old.get(name), budget));
            }
        } else if (value.isArray() && node.items.isPresent()) {
            for (var index = 0; index < value.size(); index++) {
                var element = new Field(value.get(index), field.path() + "[" + index + "]", field.errors());
                // Only elements that a key identifies can be said to have been something else before.
                var before = node.schema.listType().equals("map")
                        ? ValueValidation.correlated(node.schema, old, element.value(), index)
                        : null;
                check(node.items.get(), element, before, budget);
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

    private static void run(
            SchemaNode schema, Compiled compiled, Object self, Field field, @Nullable JsonNode old, CelBudget budget) {
        var rule = compiled.rule;
        var variables = new HashMap<String, Object>();
        variables.put("self", self);
        var before = Optional.ofNullable(old).map(value -> CelValues.of(Optional.of(schema), value));
        if (rule.optionalOldSelf()) {
            variables.put("oldSelf", before);
        } else {
            before.ifPresent(value -> variables.put("oldSelf", value));
        }
        var name =
                rule.message().isEmpty() ? rule.rule().strip() : rule.message().strip();
        try {
            var holds = Boolean.TRUE.equals(compiled.program.eval(variables, budget));
            if (budget.isExceeded()) {
                fail(schema, field, OUT_OF_BUDGET);
                return;
            }
            if (holds) {
                return;
            }
        } catch (CelEvaluationException e) {
            fail(schema, field, budget.isExceeded() ? OUT_OF_BUDGET : e.getMessage() + " evaluating rule: " + name);
            return;
        } catch (CelProgram.LimitExceeded e) {
            fail(
                    schema,
                    field,
                    budget.isExceeded()
                            ? OUT_OF_BUDGET
                            : "'" + e.getMessage()
                                    + "': no further validation rules will be run due to call cost exceeds limit for rule: "
                                    + name);
            budget.end();
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
                .add(new FieldError(
                        path(field.path() + rule.fieldPath()), type, sentence(compiled, variables, budget), shown));
    }

    private static void fail(SchemaNode schema, Field field, String detail) {
        field.errors()
                .add(new FieldError(
                        path(field.path()), FieldError.Type.INVALID, detail, TextNode.valueOf(schema.type())));
    }

    private static String sentence(Compiled compiled, Map<String, Object> variables, CelBudget budget) {
        try {
            if (compiled.message.isPresent()
                    && compiled.message.get().eval(variables, budget) instanceof String text
                    && !text.isBlank()
                    && !text.contains("\n")
                    && text.length() <= LONGEST_MESSAGE) {
                return text.strip();
            }
        } catch (CelEvaluationException e) {
            // An expression that fails is no reason to hide the rule's own message.
        } catch (CelProgram.LimitExceeded e) {
            budget.end();
            return "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                    + TextNode.valueOf(compiled.rule.messageExpression());
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
                    ? Optional.<CelProgram>empty()
                    : program(compiler, rule.messageExpression(), SimpleType.STRING, place + ".messageExpression");
            var usesOldSelf = USES_OLD_SELF.matcher(rule.rule()).find();
            program.ifPresent(ready -> compiled.add(new Compiled(rule, ready, message, usesOldSelf)));
        }
        return List.copyOf(compiled);
    }

    private Optional<CelProgram> program(CelCompiler compiler, String expression, CelType type, String path) {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
            if (tree.getResultType().equals(type) || tree.getResultType().equals(SimpleType.DYN)) {
                return Optional.of(CelProgram.of(runtime, tree));
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
