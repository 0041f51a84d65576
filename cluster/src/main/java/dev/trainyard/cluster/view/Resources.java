package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of resources by name: cpu in thousandths of a core, all others in whole units (bytes, devices), rounded up.
 */
public final class Resources {
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String EPHEMERAL_STORAGE = "ephemeral-storage";
    public static final String PODS = "pods";

    private Resources() {}

    /** The amounts of these quantities; none for null, as fabric8 has it for a field that is not set. */
    public static Map<String, Long> of(@Nullable Map<String, Quantity> quantities) {
        var amounts = new HashMap<String, Long>();
        if (quantities != null) {
            quantities.forEach((name, quantity) -> amounts.put(name, amount(name, quantity)));
        }
        return amounts;
    }

    static long amount(String name, Quantity quantity) {
        var scale = name.equals(CPU) ? 3 : 0;
        return quantity.getNumericalAmount()
                .movePointRight(scale)
                .setScale(0, RoundingMode.CEILING)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    public static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
        return merge(a, b, Resources::sum);
    }

    /** Two amounts, none of which is negative; what is more than a number can say is more than any node has. */
    public static long sum(long a, long b) {
        var sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    public static Map<String, Long> max(Map<String, Long> a, Map<String, Long> b) {
        return merge(a, b, Math::max);
    }

    private static Map<String, Long> merge(Map<String, Long> a, Map<String, Long> b, BinaryOperator<Long> operator) {
        var merged = new TreeMap<>(a);
        b.forEach((name, amount) -> merged.merge(name, amount, operator));
        return merged;
    }
}
