package dev.trainyard.cluster.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an image's containers run where their spec says nothing else: the config of an OCI image.
 *
 * @param entrypoint what runs where a container gives no command
 * @param cmd the arguments to it where a container gives neither a command nor args
 * @param env what every container's environment begins with, {@code PATH} among it
 * @param user who runs it where no security context says so; root if empty
 * @param workingDir an absolute path; {@code /} if empty
 */
public record ImageConfig(
        List<String> entrypoint,
        List<String> cmd,
        Map<String, String> env,
        Optional<User> user,
        Optional<String> workingDir) {

    /**
     * A user by number.
     *
     * @param gid its group, the group 0 if empty
     */
    public record User(long uid, Optional<Long> gid) {}

    /** A config that sets the environment only. */
    static ImageConfig of(Map<String, String> env) {
        return new ImageConfig(List.of(), List.of(), env, Optional.empty(), Optional.empty());
    }

    ImageConfig withEntrypoint(List<String> words) {
        return new ImageConfig(words, List.of(), env, user, workingDir);
    }

    /** This config with what the other one sets; a new entrypoint drops the old cmd, as in a Dockerfile. */
    ImageConfig overriddenBy(ImageConfig other) {
        var variables = new LinkedHashMap<>(env);
        variables.putAll(other.env);
        var keepsCommand = other.entrypoint.isEmpty();
        return new ImageConfig(
                keepsCommand ? entrypoint : other.entrypoint,
                keepsCommand && other.cmd.isEmpty() ? cmd : other.cmd,
                variables,
                other.user.or(() -> user),
                other.workingDir.or(() -> workingDir));
    }
}
