package dev.trainyard.cluster.schema;

import com.google.re2j.Matcher;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The functions that Kubernetes adds to CEL and that definitions of custom resources commonly use: on lists, regular
 * expressions, quantities and URLs. The others of Kubernetes ({@code ip}, {@code cidr}, {@code format}, {@code semver},
 * {@code authorizer}) are not here; a rule that calls one of them is refused when the definition is created.
 */
final class CelLibrary {
    private static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    private static final CelType LISTED = TypeParamType.create("T");
    private static final CelType LIST = ListType.create(LISTED);
    private static final CelType STRINGS = ListType.create(SimpleType.STRING);

    /** An amount while a rule works on it; kept apart from numbers, as in Kubernetes. */
    private record Quantity(BigDecimal amount) implements Comparable<Quantity> {
        static Optional<Quantity> parse(String text) {
            return CanonicalQuantity.amount(text).map(Quantity::new);
        }

        static Quantity of(String text) throws CelEvaluationException {
            return parse(text)
                    .orElseThrow(() -> new CelEvaluationException(
                            "quantities must match the regular expression '" + CanonicalQuantity.SYNTAX + "'"));
        }

        @Override
        public int compareTo(Quantity other) {
            return amount.compareTo(other.amount);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Quantity(var value) && amount.compareTo(value) == 0;
        }

        @Override
        public int hashCode() {
            return amount.stripTrailingZeros().hashCode();
        }
    }

    private final List<CelFunctionDecl> declarations = new ArrayList<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    CelLibrary() {
        lists();
        regularExpressions();
        quantities();
        urls();
    }

    List<CelFunctionDecl> declarations() {
        return declarations;
    }

    List<CelFunctionBinding> bindings() {
        return bindings;
    }

    private void lists() {
        member("isSorted", SimpleType.BOOL, LIST, arguments -> {
            var list = (List<?>) arguments[0];
            for (var index = 1; index < list.size(); index++) {
                if (compare(list.get(index - 1), list.get(index)) > 0) {
                    return false;
                }
            }
            return true;
        });
        member("min", LISTED, LIST, arguments -> extreme((List<?>) arguments[0], -1));
        member("max", LISTED, LIST, arguments -> extreme((List<?>) arguments[0], 1));
        member("sum", LISTED, LIST, arguments -> sum((List<?>) arguments[0]));
        var indexes = List.of(LIST, LISTED);
        member("indexOf", SimpleType.INT, indexes, arguments -> (long) ((List<?>) arguments[0]).indexOf(arguments[1]));
        member("lastIndexOf", SimpleType.INT, indexes, arguments ->
                (long) ((List<?>) arguments[0]).lastIndexOf(arguments[1]));
    }

    private void regularExpressions() {
        for (var id : List.of("matches", "matches_string")) {
            bind(
                    id,
                    List.of(SimpleType.STRING, SimpleType.STRING),
                    arguments -> matcher((String) arguments[0], (String) arguments[1])
                            .find());
        }
        member("find", SimpleType.STRING, List.of(SimpleType.STRING, SimpleType.STRING), arguments -> {
            var matcher = matcher((String) arguments[0], (String) arguments[1]);
            return matcher.find() ? matcher.group() : "";
        });
        member(
                "findAll",
                STRINGS,
                List.of(SimpleType.STRING, SimpleType.STRING),
                arguments -> findAll((String) arguments[0], (String) arguments[1], Long.MAX_VALUE));
        member(
                "findAll",
                STRINGS,
                List.of(SimpleType.STRING, SimpleType.STRING, SimpleType.INT),
                arguments -> findAll((String) arguments[0], (String) arguments[1], (Long) arguments[2]));
    }

    private void quantities() {
        global("quantity", QUANTITY, SimpleType.STRING, arguments -> Quantity.of((String) arguments[0]));
        global(
                "isQuantity",
                SimpleType.BOOL,
                SimpleType.STRING,
                arguments -> Quantity.parse((String) arguments[0]).isPresent());
        member("isInteger", SimpleType.BOOL, QUANTITY, arguments -> isInteger((Quantity) arguments[0]));
        member("asInteger", SimpleType.INT, QUANTITY, arguments -> {
            if (!isInteger((Quantity) arguments[0])) {
                throw new CelEvaluationException("cannot convert value to integer");
            }
            return ((Quantity) arguments[0]).amount.longValueExact();
        });
        member(
                "asApproximateFloat",
                SimpleType.DOUBLE,
                QUANTITY,
                arguments -> ((Quantity) arguments[0]).amount.doubleValue());
        member("sign", SimpleType.INT, QUANTITY, arguments -> (long) ((Quantity) arguments[0]).amount.signum());
        var two = List.of(QUANTITY, QUANTITY);
        member("isLessThan", SimpleType.BOOL, two, arguments -> compare(arguments[0], arguments[1]) < 0);
        member("isGreaterThan", SimpleType.BOOL, two, arguments -> compare(arguments[0], arguments[1]) > 0);
        member("compareTo", SimpleType.INT, two, arguments -> (long) compare(arguments[0], arguments[1]));
        member(
                "add",
                QUANTITY,
                two,
                arguments -> new Quantity(((Quantity) arguments[0]).amount.add(((Quantity) arguments[1]).amount)));
        member(
                "sub",
                QUANTITY,
                two,
                arguments -> new Quantity(((Quantity) arguments[0]).amount.subtract(((Quantity) arguments[1]).amount)));
        var mixed = List.of(QUANTITY, SimpleType.INT);
        member(
                "add",
                QUANTITY,
                mixed,
                arguments ->
                        new Quantity(((Quantity) arguments[0]).amount.add(BigDecimal.valueOf((Long) arguments[1]))));
        member(
                "sub",
                QUANTITY,
                mixed,
                arguments -> new Quantity(
                        ((Quantity) arguments[0]).amount.subtract(BigDecimal.valueOf((Long) arguments[1]))));
    }

    private void urls() {
        var url = OpaqueType.create("kubernetes.URL");
        global(
                "url",
                url,
                SimpleType.STRING,
                arguments -> url((String) arguments[0])
                        .orElseThrow(() ->
                                new CelEvaluationException("URL parse error during conversion from string: parse \""
                                        + arguments[0] + "\": invalid URI for request")));
        global(
                "isURL",
                SimpleType.BOOL,
                SimpleType.STRING,
                arguments -> url((String) arguments[0]).isPresent());
        member("getScheme", SimpleType.STRING, url, arguments -> orEmpty(((URI) arguments[0]).getScheme()));
        member("getHost", SimpleType.STRING, url, arguments -> orEmpty(((URI) arguments[0]).getRawAuthority()));
        member("getHostname", SimpleType.STRING, url, arguments -> orEmpty(((URI) arguments[0]).getHost()));
        member("getPort", SimpleType.STRING, url, arguments -> {
            var port = ((URI) arguments[0]).getPort();
            return port < 0 ? "" : Integer.toString(port);
        });
        member("getEscapedPath", SimpleType.STRING, url, arguments -> orEmpty(((URI) arguments[0]).getRawPath()));
    }

    private static Optional<URI> url(String text) {
        try {
            var uri = URI.create(text);
            return uri.isAbsolute() || text.startsWith("/") ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static boolean isInteger(Quantity quantity) {
        return quantity.amount.stripTrailingZeros().scale() <= 0
                && quantity.amount.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    private static List<String> findAll(String text, String pattern, long limit) throws CelEvaluationException {
        var found = new ArrayList<String>();
        var matcher = matcher(text, pattern);
        while ((limit < 0 || found.size() < limit) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private static Matcher matcher(String text, String expression) throws CelEvaluationException {
        try {
            return Re2.compile(expression).matcher(text);
        } catch (PatternSyntaxException e) {
            throw new CelEvaluationException(e.getMessage(), e);
        }
    }

    private static Object extreme(List<?> list, int direction) throws CelEvaluationException {
        if (list.isEmpty()) {
            throw new CelEvaluationException((direction < 0 ? "min" : "max") + " called on empty list");
        }
        Object best = list.getFirst();
        for (Object item : list) {
            var order = compare(item, best);
            best = (direction < 0 ? order < 0 : order > 0) ? item : best;
        }
        return best;
    }

    private static Object sum(List<?> list) {
        if (list.stream().allMatch(Long.class::isInstance)) {
            return list.stream().mapToLong(item -> (Long) item).reduce(0, Math::addExact);
        }
        return list.stream().mapToDouble(item -> ((Number) item).doubleValue()).sum();
    }

    /** Elements of one list have one type, which the checker has seen to. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(Object one, Object other) {
        return ((Comparable) one).compareTo(other);
    }

    private void member(String name, CelType result, CelType receiver, CelFunctionOverload body) {
        member(name, result, List.of(receiver), body);
    }

    private void member(String name, CelType result, List<CelType> types, CelFunctionOverload body) {
        var id = id(name, types);
        declarations.add(
                CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newMemberOverload(id, result, types)));
        bind(id, types, body);
    }

    private void global(String name, CelType result, CelType parameter, CelFunctionOverload body) {
        var id = id(name, List.of(parameter));
        declarations.add(
                CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newGlobalOverload(id, result, parameter)));
        bind(id, List.of(parameter), body);
    }

    private void bind(String id, List<CelType> types, CelFunctionOverload body) {
        var classes = types.stream().<Class<?>>map(CelLibrary::javaType).toList();
        bindings.add(CelFunctionBinding.from(id, classes, body));
    }

    private static String id(String name, List<CelType> types) {
        return "kubernetes_" + name
                + types.stream()
                        .map(type -> "_" + type.name().replaceAll("[^A-Za-z]", ""))
                        .reduce("", String::concat);
    }

    private static Class<?> javaType(CelType type) {
        return switch (type.name()) {
            case "string" -> String.class;
            case "int" -> Long.class;
            case "list" -> List.class;
            case "kubernetes.Quantity" -> Quantity.class;
            case "kubernetes.URL" -> URI.class;
            default -> Object.class;
        };
    }
}
