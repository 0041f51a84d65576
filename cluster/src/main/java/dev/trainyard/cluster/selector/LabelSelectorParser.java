package dev.trainyard.cluster.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The grammar of label selectors in URLs, as in {@code k8s.io/apimachinery/pkg/labels}: {@code in} and {@code notin}
 * are words of the language after a key and plain identifiers elsewhere, and values may be empty.
 */
final class LabelSelectorParser {
    private static final String SYMBOLS = "=!(),<>";
    private static final String END = "";

    private final List<String> tokens;
    private int position;

    LabelSelectorParser(String text) {
        tokens = tokens(text);
    }

    List<Requirement> parse() throws SelectorException {
        var requirements = new ArrayList<Requirement>();
        while (!peek().equals(END)) {
            if (!isIdentifier(peek()) && !peek().equals("!")) {
                throw unexpected(peek(), "!, identifier, or 'end of string'");
            }
            requirements.add(requirement());
            var separator = next();
            if (separator.equals(END)) {
                break;
            }
            if (!separator.equals(",")) {
                throw unexpected(separator, "',' or 'end of string'");
            }
            if (!isIdentifier(peek()) && !peek().equals("!")) {
                throw unexpected(peek(), "identifier after ','");
            }
        }
        return requirements;
    }

    private Requirement requirement() throws SelectorException {
        var absent = peek().equals("!");
        if (absent) {
            next();
        }
        var key = next();
        if (!isIdentifier(key)) {
            throw inRequirement(key, "identifier");
        }
        Requirement.checkKey(key);
        if (absent) {
            return new Requirement.DoesNotExist(key);
        }
        if (peek().equals(END) || peek().equals(",")) {
            return new Requirement.Exists(key);
        }
        var operator = next();
        return switch (operator) {
            case "=", "==" -> new Requirement.In(key, Set.of(checked(key, value())));
            case "!=" -> new Requirement.NotIn(key, Set.of(checked(key, value())));
            case "in" -> new Requirement.In(key, values(key));
            case "notin" -> new Requirement.NotIn(key, values(key));
            case ">", "<" -> new Requirement.Compare(key, operator.equals(">"), bound());
            default -> throw inRequirement(operator, "in, notin, =, ==, !=, gt, lt");
        };
    }

    private String value() throws SelectorException {
        if (peek().equals(END) || peek().equals(",")) {
            return "";
        }
        var value = next();
        if (!isIdentifier(value)) {
            throw inRequirement(value, "identifier");
        }
        return value;
    }

    private long bound() throws SelectorException {
        var value = value();
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new SelectorException("unable to parse requirement: values[0]: Invalid value: \"" + value
                    + "\": for 'Gt', 'Lt' operators, the value must be an integer");
        }
    }

    private Set<String> values(String key) throws SelectorException {
        var opening = next();
        if (!opening.equals("(")) {
            throw inRequirement(opening, "'('");
        }
        var values = new TreeSet<String>();
        while (true) {
            values.add(checked(key, isIdentifier(peek()) ? next() : ""));
            var separator = next();
            if (separator.equals(")")) {
                return values;
            }
            if (!separator.equals(",")) {
                throw inRequirement(separator, "',' or ')'");
            }
        }
    }

    private static String checked(String key, String value) throws SelectorException {
        Requirement.checkValue(key, 0, value);
        return value;
    }

    private String peek() {
        return position < tokens.size() ? tokens.get(position) : END;
    }

    private String next() {
        var token = peek();
        position++;
        return token;
    }

    private static boolean isIdentifier(String token) {
        return !token.isEmpty() && SYMBOLS.indexOf(token.charAt(0)) < 0;
    }

    private static List<String> tokens(String text) {
        var tokens = new ArrayList<String>();
        var index = 0;
        while (index < text.length()) {
            var character = text.charAt(index);
            if (Character.isWhitespace(character)) {
                index++;
                continue;
            }
            var end = index + 1;
            if (SYMBOLS.indexOf(character) >= 0) {
                if ((character == '=' || character == '!') && end < text.length() && text.charAt(end) == '=') {
                    end++;
                }
            } else {
                while (end < text.length()
                        && SYMBOLS.indexOf(text.charAt(end)) < 0
                        && !Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
            }
            tokens.add(text.substring(index, end));
            index = end;
        }
        return tokens;
    }

    private static SelectorException unexpected(String found, String expected) {
        return new SelectorException("found '" + found + "', expected: " + expected);
    }

    private static SelectorException inRequirement(String found, String expected) {
        return new SelectorException("unable to parse requirement: found '" + found + "', expected: " + expected);
    }
}
