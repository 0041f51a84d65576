package dev.trainyard.cluster.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The user of this process. */
public final class CurrentUser {
    private static final Path SELF = Path.of("/proc/self");

    private CurrentUser() {}

    public static boolean isRoot() throws IOException {
        return id().equals(0);
    }

    /**
     * The user's home folder: {@code $HOME}, as every shell program has it. Java asks the password file instead.
     *
     * @param environment the process's
     */
    public static Path home(Map<String, String> environment) {
        var named = environment.getOrDefault("HOME", "");
        return Path.of(named.isBlank() ? System.getProperty("user.home") : named);
    }

    static Object id() throws IOException {
        return Files.getAttribute(SELF, "unix:uid");
    }
}
