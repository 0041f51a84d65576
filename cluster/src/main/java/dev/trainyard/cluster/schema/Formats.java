package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.net.URI;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/** The formats of strings and numbers that the API server checks; others are only documentation. */
final class Formats {
    private static final Set<String> KNOWN = Set.of(
            "date",
            "date-time",
            "duration",
            "byte",
            "uri",
            "uuid",
            "email",
            "ipv4",
            "ipv6",
            "cidr",
            "hostname",
            "int32");
    private static final Pattern DURATION = Pattern.compile("[-+]?(0|(\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h))+");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private Formats() {}

    static boolean isKnown(String format) {
        return KNOWN.contains(format);
    }

    /** Whether a value has the format; a value of another type than the format is for has. */
    static boolean accepts(String format, JsonNode value) {
        if (format.equals("int32")) {
            return !value.isIntegralNumber() || value.canConvertToInt();
        }
        if (!value.isTextual()) {
            return true;
        }
        var text = value.textValue();
        return switch (format) {
            case "date-time" -> parses(() -> OffsetDateTime.parse(text));
            case "date" -> parses(() -> LocalDate.parse(text));
            case "byte" -> parses(() -> Base64.getDecoder().decode(text));
            case "uri" -> parses(() -> URI.create(text)) && text.contains(":");
            case "duration" -> DURATION.matcher(text).matches();
            case "uuid" -> UUID.matcher(text).matches();
            case "email" -> EMAIL.matcher(text).matches();
            case "ipv4" -> IPV4.matcher(text).matches();
            case "ipv6" -> IPV6.matcher(text).matches();
            case "cidr" -> text.matches("[0-9a-fA-F:.]+/\\d{1,3}");
            case "hostname" ->
                NameRules.dnsSubdomain(text.toLowerCase(Locale.ROOT)).isEmpty();
            default -> true;
        };
    }

    private static boolean parses(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return false;
        }
    }
}
