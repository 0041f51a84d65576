package dev.trainyard.cluster.schema;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What names, labels and keys may look like. Each rule returns what is wrong with a value, in Kubernetes' own words
 * (from {@code k8s.io/apimachinery/pkg/util/validation}); an empty list means that it is fine.
 */
public final class NameRules {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String KEY_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(" + KEY_NAME + ")?";
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";

    private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);
    private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);
    private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
    private static final Pattern KEY_NAME_PATTERN = Pattern.compile(KEY_NAME);
    private static final Pattern LABEL_VALUE_PATTERN = Pattern.compile(LABEL_VALUE);
    private static final Pattern CONFIG_KEY_PATTERN = Pattern.compile(CONFIG_KEY);

    private NameRules() {}

    /** An RFC 1123 label: {@code my-name}; at most 63 characters. */
    public static List<String> dnsLabel(String value) {
        var problems = tooLong(value, 63);
        if (!LABEL_PATTERN.matcher(value).matches()) {
            problems.add(
                    SUBDOMAIN_PATTERN.matcher(value).matches()
                            ? "must not contain dots"
                            : mismatch(
                                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
                                            + " must start and end with an alphanumeric character",
                                    LABEL,
                                    "my-name",
                                    "123-abc"));
        }
        return problems;
    }

    /** An RFC 1123 subdomain: {@code example.com}; at most 253 characters. */
    public static List<String> dnsSubdomain(String value) {
        var problems = tooLong(value, 253);
        if (!SUBDOMAIN_PATTERN.matcher(value).matches()) {
            problems.add(mismatch(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                            + " start and end with an alphanumeric character",
                    SUBDOMAIN,
                    "example.com"));
        }
        return problems;
    }

    /** An RFC 1035 label, which begins with a letter: the name of a Service. */
    public static List<String> dns1035Label(String value) {
        var problems = tooLong(value, 63);
        if (!LABEL_1035_PATTERN.matcher(value).matches()) {
            problems.add(mismatch(
                    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                            + " character, and end with an alphanumeric character",
                    LABEL_1035,
                    "my-name",
                    "abc-123"));
        }
        return problems;
    }

    /** A name that is one segment of a URL path and may have capitals and colons: roles and role bindings. */
    public static List<String> pathSegment(String value) {
        if (value.equals(".") || value.equals("..")) {
            return List.of("may not be '" + value + "'");
        }
        var problems = new ArrayList<String>();
        for (var illegal : List.of("/", "%")) {
            if (value.contains(illegal)) {
                problems.add("may not contain '" + illegal + "'");
            }
        }
        return problems;
    }

    /** The key of a label, an annotation, a taint or a resource: {@code example.com/name} or {@code name}. */
    public static List<String> qualifiedName(String value) {
        var problems = new ArrayList<String>();
        var slash = value.indexOf('/');
        var name = value.substring(slash + 1);
        if (name.contains("/")) {
            problems.add("a valid label key "
                    + mismatch(KEY_NAME_RULE, KEY_NAME, "MyName", "my.name", "123-abc")
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return problems;
        }
        if (slash == 0) {
            problems.add("prefix part must be non-empty");
        } else if (slash > 0) {
            dnsSubdomain(value.substring(0, slash)).forEach(problem -> problems.add("prefix part " + problem));
        }
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (name.length() > 63) {
            problems.add("name part must be no more than 63 characters");
        }
        if (!KEY_NAME_PATTERN.matcher(name).matches()) {
            problems.add("name part " + mismatch(KEY_NAME_RULE, KEY_NAME, "MyName", "my.name", "123-abc"));
        }
        return problems;
    }

    /** The value of a label; may be empty. */
    public static List<String> labelValue(String value) {
        var problems = tooLong(value, 63);
        if (!LABEL_VALUE_PATTERN.matcher(value).matches()) {
            problems.add(mismatch(
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                            + " start and end with an alphanumeric character",
                    LABEL_VALUE,
                    "MyValue",
                    "my_value",
                    "12345"));
        }
        return problems;
    }

    /** A key of a ConfigMap's or a Secret's data: the name of a file. */
    public static List<String> configKey(String value) {
        var problems = tooLong(value, 253);
        if (!CONFIG_KEY_PATTERN.matcher(value).matches()) {
            problems.add(mismatch(
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                    CONFIG_KEY,
                    "key.name",
                    "KEY_NAME",
                    "key-name"));
        }
        if (value.equals(".")) {
            problems.add("must not be '.'");
        } else if (value.equals("..")) {
            problems.add("must not be '..'");
        } else if (value.startsWith("..")) {
            problems.add("must not start with '..'");
        }
        return problems;
    }

    /** The name of an environment variable: any printable ASCII but {@code =}, as since Kubernetes 1.34. */
    public static List<String> environmentVariable(String value) {
        if (value.isEmpty()) {
            return List.of("environment variable name must be non-empty");
        }
        return value.chars().allMatch(character -> character >= ' ' && character <= '~' && character != '=')
                ? List.of()
                : List.of(
                        "a valid environment variable name must consist only of printable ASCII characters other than '='");
    }

    /** The name of a port: at most 15 lower case letters, digits and hyphens, at least one letter. */
    public static List<String> portName(String value) {
        var problems = new ArrayList<String>();
        if (value.length() > 15) {
            problems.add("must be no more than 15 characters");
        }
        if (!value.chars().allMatch(character -> character == '-' || isDigit(character) || isLetter(character))) {
            problems.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (value.chars().noneMatch(NameRules::isLetter)) {
            problems.add("must contain at least one letter (a-z)");
        }
        if (value.contains("--")) {
            problems.add("must not contain consecutive hyphens");
        }
        if (value.startsWith("-") || value.endsWith("-")) {
            problems.add("must not begin or end with a hyphen");
        }
        return problems;
    }

    private static final String KEY_NAME_RULE =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isLetter(int character) {
        return character >= 'a' && character <= 'z';
    }

    private static List<String> tooLong(String value, int maximum) {
        var problems = new ArrayList<String>();
        if (value.getBytes(StandardCharsets.UTF_8).length > maximum) {
            problems.add("must be no more than " + maximum + " characters");
        }
        return problems;
    }

    private static String mismatch(String rule, String pattern, String... examples) {
        return rule + " (e.g. '" + String.join("',  or '", examples) + "', regex used for validation is '" + pattern
                + "')";
    }
}
