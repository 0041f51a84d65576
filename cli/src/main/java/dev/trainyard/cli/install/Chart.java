package dev.trainyard.cli.install;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A template of the Helm chart in {@code deploy/chart}, rendered without Helm. What is installed has one source, the
 * chart, so its templates use these constructs and no others: a value, the namespace, and lines that are there only
 * with a value that is neither false nor empty, or only without one.
 */
record Chart(String template) {
    private static final Pattern BEGIN = Pattern.compile("\\s*\\{\\{- if (not )?\\.Values\\.(\\w+) }}");
    private static final Pattern END = Pattern.compile("\\s*\\{\\{- end }}");
    private static final Pattern VALUE = Pattern.compile("\\{\\{ (?:\\.Values\\.(\\w+)|\\.Release\\.Namespace) }}");

    /**
     * Fills it in.
     *
     * @throws IllegalStateException on a construct that it does not know, or a value that is not there
     */
    String render(String namespace, Map<String, Object> values) {
        var conditions = new ArrayDeque<Boolean>();
        var text = template.lines()
                .filter(line -> {
                    var begin = BEGIN.matcher(line);
                    if (begin.matches()) {
                        conditions.push(isSet(value(values, begin.group(2))) == (begin.group(1) == null));
                        return false;
                    }
                    if (END.matcher(line).matches()) {
                        conditions.pop();
                        return false;
                    }
                    return !conditions.contains(false);
                })
                .map(line -> VALUE.matcher(line).replaceAll(found -> replacement(found.group(1), namespace, values)))
                .peek(Chart::checkRendered)
                .collect(Collectors.joining("\n"));
        return text.isEmpty() ? "" : text + "\n";
    }

    private static String replacement(@Nullable String name, String namespace, Map<String, Object> values) {
        return Matcher.quoteReplacement(
                name == null ? namespace : value(values, name).toString());
    }

    private static void checkRendered(String line) {
        if (line.contains("{{")) {
            throw new IllegalStateException("only Helm can render this line of the chart: " + line);
        }
    }

    private static Object value(Map<String, Object> values, String name) {
        var value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the chart's values.yaml has no " + name);
        }
        return value;
    }

    private static boolean isSet(Object value) {
        return !value.equals(false) && !value.equals("");
    }
}
