package dev.trainyard.cluster.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which version of a group clients should prefer, as Kubernetes orders them: {@code v10, v2, v1, v11beta2, v10beta3,
 * v3beta1, v12alpha1}, then all other names by the alphabet.
 */
final class VersionPriority {
    private static final Pattern KUBERNETES = Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");

    static final Comparator<String> BEST_FIRST = Comparator.comparingInt(VersionPriority::maturity)
            .thenComparing(Comparator.comparingInt((String version) -> number(version, 1))
                    .reversed())
            .thenComparing(Comparator.comparingInt((String version) -> number(version, 3))
                    .reversed())
            .thenComparing(Comparator.naturalOrder());

    private VersionPriority() {}

    private static int maturity(String version) {
        Matcher matcher = KUBERNETES.matcher(version);
        if (!matcher.matches()) {
            return 3;
        }
        String stage = matcher.group(2);
        return stage == null ? 0 : stage.equals("beta") ? 1 : 2;
    }

    private static int number(String version, int group) {
        Matcher matcher = KUBERNETES.matcher(version);
        return matcher.matches() && matcher.group(group) != null ? Integer.parseInt(matcher.group(group)) : 0;
    }
}
