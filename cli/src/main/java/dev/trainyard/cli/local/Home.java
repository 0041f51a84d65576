package dev.trainyard.cli.local;

import dev.trainyard.cluster.folder.CurrentUser;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder that the local cluster lives in; {@code docs/formats/local-cluster.md} says what is in it.
 *
 * @param path the folder, absolute
 */
public record Home(Path path) {
    /** {@code $TRAINYARD_HOME}, else {@code ~/.trainyard}. */
    public static Home of(Map<String, String> environment) {
        var named = environment.getOrDefault("TRAINYARD_HOME", "");
        var path = named.isBlank() ? CurrentUser.home(environment).resolve(".trainyard") : Path.of(named);
        return new Home(path.toAbsolutePath().normalize());
    }

    /** The administrator's kubeconfig. */
    public Path kubeconfig() {
        return path.resolve("kubeconfig");
    }

    /** Says which process is the cluster, while it is ready. */
    public Path record() {
        return path.resolve("cluster.json");
    }

    /** What the cluster says. */
    public Path log() {
        return path.resolve("cluster.log");
    }

    /** Locked by the cluster for as long as it lives. */
    public Path lock() {
        return path.resolve("cluster.lock");
    }

    /** Locked by {@code up} and {@code down} while they work. */
    public Path commandLock() {
        return path.resolve("command.lock");
    }

    /** A path as a person would type it: with {@code ~} for the home of the user. */
    public static String display(Path path) {
        var user = CurrentUser.home(System.getenv());
        return path.startsWith(user) && !path.equals(user) ? "~/" + user.relativize(path) : path.toString();
    }
}
