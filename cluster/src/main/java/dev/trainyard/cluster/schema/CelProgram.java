package dev.trainyard.cluster.schema;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is ready to run, and that stops when it has cost too much. The costs are cel-go's, see
 * {@link CelCost}.
 */
final class CelProgram {
    /** {@code PerCallLimit} of the API server. */
    private static final long PER_CALL_LIMIT = 1_000_000;

    /** The expression has cost more than one expression may. */
    static final class LimitExceeded extends Exception {
        private static final long serialVersionUID = 1;

        LimitExceeded() {
            super("operation cancelled: actual cost limit exceeded");
        }
    }

    /** Ends an evaluation. No exception does: {@code ||} and {@code &&} take one for an operand without a value. */
    private static final class Cancelled extends Error {
        private static final long serialVersionUID = 1;

        Cancelled() {
            super("cancelled", null, false, false);
        }
    }

    private final CelRuntime.Program program;

    /** The calls, by their argument that is worked out last: a call is paid for before it is made. */
    private final Map<Long, CelExpr> calls = new HashMap<>();

    private final Set<Long> arguments = new HashSet<>();

    private CelProgram(CelRuntime.Program program, CelAbstractSyntaxTree tree) {
        this.program = program;
        CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(node -> {
            if (node.getKind() == CelExpr.ExprKind.Kind.CALL) {
                var parts = arguments(node.expr());
                parts.forEach(part -> arguments.add(part.id()));
                if (!parts.isEmpty()) {
                    calls.put(parts.getLast().id(), node.expr());
                }
            }
        });
    }

    static CelProgram of(CelRuntime runtime, CelAbstractSyntaxTree tree) throws CelEvaluationException {
        return new CelProgram(runtime.createProgram(tree), tree);
    }

    /**
     * Works out the value, and takes what that costs from the budget.
     *
     * @throws LimitExceeded when the expression is too expensive
     */
    @Nullable
    Object eval(Map<String, Object> variables, CelBudget budget) throws CelEvaluationException, LimitExceeded {
        var run = new Run();
        try {
            return program.trace(variables, run::evaluated);
        } catch (Cancelled e) {
            throw new LimitExceeded();
        } finally {
            budget.spend(run.cost);
        }
    }

    private static List<CelExpr> arguments(CelExpr call) {
        var parts = new ArrayList<CelExpr>();
        call.call().target().ifPresent(parts::add);
        parts.addAll(call.call().args());
        return parts;
    }

    /** One evaluation. */
    private final class Run {
        private final Map<Long, Object> values = new HashMap<>();
        private long cost;

        void evaluated(CelExpr expression, Object value) {
            charge(CelCost.of(expression));
            if (arguments.contains(expression.id())) {
                values.put(expression.id(), value);
            }
            var call = calls.get(expression.id());
            if (call != null) {
                var parts = arguments(call);
                var given = new ArrayList<Object>(parts.size());
                parts.forEach(part -> given.add(values.getOrDefault(part.id(), "")));
                charge(CelCost.ofCall(call.call().function(), parts.getFirst(), given, PER_CALL_LIMIT - cost));
            }
        }

        private void charge(long amount) {
            cost += amount;
            if (cost > PER_CALL_LIMIT) {
                throw new Cancelled();
            }
        }
    }
}
