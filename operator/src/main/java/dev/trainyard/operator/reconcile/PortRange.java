package dev.trainyard.operator.reconcile;

/**
 * Ports that replicas may bind, both ends included. Where all pods share one network, as on one machine, no two may
 * bind the same.
 *
 * @param first the lowest port
 * @param last the highest port
 */
public record PortRange(int first, int last) {
    private static final int HIGHEST = 65_535;

    public PortRange {
        if (first < 1 || last > HIGHEST || first > last) {
            throw new IllegalArgumentException("the port range " + first + "-" + last
                    + " is none: give two ports from 1 to " + HIGHEST + ", the lower one first, as in 20000-24999");
        }
    }

    /** Reads {@code 20000-24999}. */
    public static PortRange parse(String text) {
        if (!text.matches("\\d{1,5}-\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no port range: give two ports with a \"-\" between them, as in 20000-24999");
        }
        var ends = text.split("-", -1);
        return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
