package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An expression of a webhook's {@code matchConditions}, compiled: what it says of a request. Of the variables that
 * Kubernetes has, {@code authorizer} is missing.
 */
public final class MatchCondition {
    private static final List<String> VARIABLES = List.of("object", "oldObject", "request");

    /** The expression is none, or can't be worked out for a request. */
    public static final class Problem extends Exception {
        private static final long serialVersionUID = 1;

        Problem(String message) {
            super(message);
        }
    }

    private final CelProgram program;

    private MatchCondition(CelProgram program) {
        this.program = program;
    }

    /**
     * Compiles it.
     *
     * @throws Problem with the compiler's words
     */
    public static MatchCondition compile(String expression) throws Problem {
        var environment = new CelEnvironment();
        var compiler = environment.compiler();
        VARIABLES.forEach(name -> compiler.addVar(name, SimpleType.DYN));
        try {
            CelAbstractSyntaxTree tree = compiler.build().compile(expression).getAst();
            if (!tree.getResultType().equals(SimpleType.BOOL)
                    && !tree.getResultType().equals(SimpleType.DYN)) {
                throw new Problem("must evaluate to bool");
            }
            return new MatchCondition(CelProgram.of(environment.runtime(), tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new Problem("compilation failed: " + e.getMessage());
        }
    }

    /**
     * Whether it holds.
     *
     * @param variables the value of each
     * @throws Problem with what could not be worked out
     */
    public boolean holds(Map<String, JsonNode> variables) throws Problem {
        var values = variables.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, variable -> CelValues.of(Optional.empty(), variable.getValue())));
        try {
            if (program.eval(values, new CelBudget()) instanceof Boolean holds) {
                return holds;
            }
            throw new Problem("cel expression must return bool");
        } catch (CelEvaluationException | CelProgram.LimitExceeded e) {
            throw new Problem(String.valueOf(e.getMessage()));
        }
    }
}
