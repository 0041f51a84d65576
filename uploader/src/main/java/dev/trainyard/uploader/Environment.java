package dev.trainyard.uploader;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The variables of the environment. It notes which are missing, so that a person hears of all of them at once. */
final class Environment {
    private final Map<String, String> environment;
    private final TreeSet<String> missing = new TreeSet<>();

    Environment(Map<String, String> environment) {
        this.environment = environment;
    }

    Optional<String> optional(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    String required(String name) {
        return optional(name).orElseGet(() -> {
            missing.add(name);
            return "";
        });
    }

    int number(String name, int otherwise) throws Failure {
        var value = optional(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (!value.get().matches("[1-9][0-9]{0,8}")) {
            throw new Failure(ExitCode.MISCONFIGURED, "%s is \"%s\", not a number from 1".formatted(name, value.get()));
        }
        return Integer.parseInt(value.get());
    }

    boolean isComplete() {
        return missing.isEmpty();
    }

    void requireAll() throws Failure {
        if (!missing.isEmpty()) {
            throw new Failure(
                    ExitCode.MISCONFIGURED,
                    "%s not set: the operator sets them from the ArtifactStore and its Secret; docs/uploader.md lists them"
                            .formatted(String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")));
        }
    }
}
