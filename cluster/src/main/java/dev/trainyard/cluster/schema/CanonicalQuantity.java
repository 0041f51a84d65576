package dev.trainyard.cluster.schema;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * The one way in which Kubernetes writes an amount of a resource: {@code 0.5} as {@code 500m}, {@code 1024Mi} as
 * {@code 1Gi}, {@code 1e3} as {@code 1e3}. No precision is lost down to a billionth, and no fraction is left.
 */
public final class CanonicalQuantity {
    /** What quantities look like, as the server's errors quote it. */
    public static final String SYNTAX = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";

    private static final Pattern PATTERN = Pattern.compile(
            "([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))(?:([numkMGTPE]|[KMGTPE]i|)|[eE]([-+]?[0-9]{1,3}))");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    /** The digits after the point that no quantity goes beyond. */
    private static final int BILLIONTHS = 9;

    private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
    private static final BigInteger KIBI = BigInteger.valueOf(1024);

    private enum Format {
        DECIMAL,
        EXPONENT,
        BINARY
    }

    private record Amount(BigDecimal value, Format format) {}

    private CanonicalQuantity() {}

    /** The canonical form; empty if the text is no quantity. */
    public static Optional<String> parse(String text) {
        return read(text).map(CanonicalQuantity::write);
    }

    /** The canonical form in a list of resources, where the API server rounds up to thousandths. */
    public static Optional<String> parseResource(String text) {
        return read(text).map(amount -> write(rounded(amount.value, amount.format, 3)));
    }

    /** The amount as a number; empty if the text is no quantity. */
    public static Optional<BigDecimal> amount(String text) {
        return read(text).map(Amount::value);
    }

    private static Optional<Amount> read(String text) {
        var match = PATTERN.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(match.group(1));
        var exponent = match.group(3);
        if (exponent != null) {
            return Optional.of(
                    rounded(number.scaleByPowerOfTen(Integer.parseInt(exponent)), Format.EXPONENT, BILLIONTHS));
        }
        var suffix = match.group(2);
        var binary = BINARY.indexOf(suffix);
        return Optional.of(
                binary > 0
                        ? rounded(number.multiply(new BigDecimal(KIBI.pow(binary))), Format.BINARY, BILLIONTHS)
                        : rounded(
                                number.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - 3)),
                                Format.DECIMAL,
                                BILLIONTHS));
    }

    /** Rounds away from zero what is finer than so many digits. */
    private static Amount rounded(BigDecimal value, Format format, int digits) {
        return new Amount(value.scale() > digits ? value.setScale(digits, RoundingMode.UP) : value, format);
    }

    private static String write(Amount amount) {
        var value = amount.value;
        if (value.signum() == 0) {
            return "0";
        }
        var whole = value.stripTrailingZeros().scale() <= 0;
        var small = value.abs().compareTo(new BigDecimal(KIBI)) < 0;
        if (amount.format == Format.BINARY && whole && !small) {
            return binary(value.toBigIntegerExact());
        }
        return decimal(value, amount.format == Format.EXPONENT);
    }

    private static String binary(BigInteger value) {
        var power = 0;
        while (power < BINARY.size() - 1 && value.mod(KIBI).signum() == 0) {
            value = value.divide(KIBI);
            power++;
        }
        return value + BINARY.get(power);
    }

    private static String decimal(BigDecimal value, boolean exponent) {
        var billionths = value.movePointRight(9).toBigIntegerExact();
        var power = 0;
        while ((exponent || power < DECIMAL.size() - 1)
                && billionths.mod(THOUSAND).signum() == 0) {
            billionths = billionths.divide(THOUSAND);
            power++;
        }
        if (!exponent) {
            return billionths + DECIMAL.get(power);
        }
        var tens = 3 * (power - 3);
        return tens == 0 ? billionths.toString() : billionths + "e" + tens;
    }
}
