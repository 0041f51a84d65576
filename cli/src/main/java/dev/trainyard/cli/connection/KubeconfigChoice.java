package dev.trainyard.cli.connection;

import java.util.Optional;

/**
 * Which kubeconfig counts: {@code --kubeconfig}, else {@code $KUBECONFIG}, else the local cluster's while that is up,
 * else {@code ~/.kube/config}. What the user has said comes before what we find, and a cluster that the user has
 * started with {@code trainyard up} before one that happens to be configured.
 *
 * @param source where it was found
 * @param path the file; in {@code $KUBECONFIG} also several, in that variable's form
 * @param note what a person should know before acting on the wrong cluster
 */
public record KubeconfigChoice(Source source, String path, Optional<String> note) {
    /** Where a kubeconfig was found, in the order of precedence. */
    public enum Source {
        OPTION,
        ENVIRONMENT,
        LOCAL,
        HOME
    }

    /**
     * Chooses.
     *
     * @param option the value of {@code --kubeconfig}
     * @param environment the value of {@code $KUBECONFIG}
     * @param local the local cluster's kubeconfig, while it is up
     * @param home {@code ~/.kube/config}, if there is one
     * @return empty when there is none at all
     */
    public static Optional<KubeconfigChoice> choose(
            Optional<String> option, Optional<String> environment, Optional<String> local, Optional<String> home) {
        if (option.isPresent()) {
            return option.map(path -> new KubeconfigChoice(Source.OPTION, path, Optional.empty()));
        }
        var named = environment.filter(path -> !path.isBlank());
        if (named.isPresent()) {
            var note = local.filter(path -> !path.equals(named.get()))
                    .map(path -> "Using $KUBECONFIG, " + named.get() + ". The local cluster is up too: --kubeconfig "
                            + path);
            return Optional.of(new KubeconfigChoice(Source.ENVIRONMENT, named.get(), note));
        }
        if (local.isPresent()) {
            var note = home.map(path -> "Using the local cluster. For the one of " + path + ": --kubeconfig " + path);
            return Optional.of(new KubeconfigChoice(Source.LOCAL, local.get(), note));
        }
        return home.map(path -> new KubeconfigChoice(Source.HOME, path, Optional.empty()));
    }
}
