package dev.trainyard.cluster.schema;

import com.google.re2j.PatternSyntaxException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the steps of an evaluation cost, in the units of cel-go ({@code interpreter/runtimecost.go}) and Kubernetes
 * ({@code apiserver/pkg/cel/library/cost.go}). Where a function does more work than they charge, it costs more here:
 * values are compared to their whole depth, a search of a text costs the product of both lengths, lists that are added
 * are copied, and a regular expression costs what it compiles to.
 */
final class CelCost {
    /** Of a character. */
    private static final double TRAVERSAL = 0.1;
    /** Of a character of a regular expression, at each ten characters of the text. */
    private static final double EXPRESSION = 0.25;

    private CelCost() {}

    /** A step that is no call. */
    static long of(CelExpr expression) {
        return switch (expression.getKind()) {
            case IDENT -> 1;
            case SELECT -> expression.select().testOnly() ? 1 : pathLength(expression);
            case LIST -> 10;
            case MAP -> 30;
            case STRUCT -> 40;
            case CONSTANT, CALL, COMPREHENSION, NOT_SET -> 0;
        };
    }

    /** A path of fields is one step of cel-java, and one for each field in cel-go. */
    private static long pathLength(CelExpr expression) {
        var length = 0L;
        var step = expression;
        while (step.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            length++;
            step = step.select().operand();
        }
        return step.getKind() == CelExpr.ExprKind.Kind.IDENT ? length + 1 : length;
    }

    /**
     * A call.
     *
     * @param first the expression of the first argument, or of what a method is called on
     * @param values the arguments, the object of a method first
     * @param most the cost from which on it makes no difference how much more it is
     */
    static long ofCall(String function, CelExpr first, List<Object> values, long most) {
        var cap = (most + 1) * 10;
        var object = values.getFirst();
        var other = values.getLast();
        return switch (function) {
            case "_&&_", "_||_", "_?:_" -> 0;
            case "_[_]", "_[?_]", "_?._", "size", "type", "dyn", "@not_strictly_false" -> 1;
            case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" -> atLeastOne(compared(object, other, cap) * TRAVERSAL);
            case "@in" ->
                other instanceof Collection<?> list
                        ? Math.max(list.size(), atLeastOne(weight(list, cap) * TRAVERSAL))
                        : 1;
            case "_+_" -> isAccumulator(first) ? 1 : atLeastOne((length(object) + length(other)) * TRAVERSAL);
            case "matches", "find", "findAll" ->
                ceil((1 + length(object)) * TRAVERSAL) * ceil(expression(values.get(1)) * EXPRESSION);
            case "contains" -> search(object, other);
            case "indexOf", "lastIndexOf" ->
                object instanceof Collection<?> list ? Math.max(1, weight(list, cap)) : search(object, values.get(1));
            case "isSorted", "sum", "max", "min" -> Math.max(1, weight(object, cap));
            case "replace" -> atLeastOne((length(object) + replaced(values)) * TRAVERSAL);
            case "split" -> atLeastOne(length(object) * 2 * TRAVERSAL);
            case "join" -> atLeastOne(joined(object, values, cap) * 2 * TRAVERSAL);
            case "sets.contains", "sets.equivalent", "sets.intersects" ->
                1 + weight(object, cap) * Math.max(1, length(other));
            default ->
                atLeastOne(values.stream()
                                .filter(CelCost::isText)
                                .mapToLong(CelCost::length)
                                .sum()
                        * TRAVERSAL);
        };
    }

    private static long ceil(double cost) {
        return (long) Math.ceil(cost);
    }

    private static long atLeastOne(double cost) {
        return Math.max(1, ceil(cost));
    }

    private static long search(Object text, Object part) {
        return atLeastOne(length(text) * TRAVERSAL) * atLeastOne(length(part) * TRAVERSAL);
    }

    private static long expression(Object pattern) {
        try {
            return pattern instanceof String text ? Math.max(text.length(), Re2.size(text)) : 1;
        } catch (PatternSyntaxException e) {
            return length(pattern);
        }
    }

    /** How long a text can get by replacing. */
    private static long replaced(List<Object> values) {
        var length = length(values.get(0));
        var places =
                values.get(1) instanceof String text && text.isEmpty() ? length + 1 : length / length(values.get(1));
        return length + places * Math.max(0, length(values.get(2)) - length(values.get(1)));
    }

    private static long joined(Object list, List<Object> values, long cap) {
        var separator = values.size() > 1 ? length(values.get(1)) : 0;
        return weight(list, cap) + separator * length(list);
    }

    /** Values of different types or sizes are told apart at once. */
    private static long compared(Object one, Object other, long cap) {
        if (isText(one) && isText(other)) {
            return Math.min(length(one), length(other));
        }
        return length(one) == length(other) ? weight(one, cap) : 1;
    }

    /** What macros add the elements of their result to; nothing is copied. */
    private static boolean isAccumulator(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
                && expression.ident().name().startsWith("@result");
    }

    private static boolean isText(Object value) {
        return value instanceof String || value instanceof CelByteString;
    }

    private static long length(Object value) {
        return switch (value) {
            case String text -> text.length();
            case CelByteString bytes -> bytes.size();
            case Collection<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            default -> 1;
        };
    }

    /** Everything in a value: the characters of texts, and one for each other thing; no more than the cap. */
    private static long weight(Object value, long cap) {
        return switch (value) {
            case Collection<?> list -> {
                var weight = 0L;
                for (var item : list) {
                    weight += Math.max(1, weight(item, cap - weight));
                    if (weight > cap) {
                        break;
                    }
                }
                yield weight;
            }
            case Map<?, ?> map -> {
                var weight = 0L;
                for (var entry : map.entrySet()) {
                    weight += 1 + weight(entry.getKey(), cap) + weight(entry.getValue(), cap - weight);
                    if (weight > cap) {
                        break;
                    }
                }
                yield weight;
            }
            case Optional<?> optional -> optional.isPresent() ? weight(optional.get(), cap) : 1;
            default -> length(value);
        };
    }
}
