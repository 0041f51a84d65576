package dev.trainyard.cluster.node.environment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container's process gets from the pod's spec.
 *
 * @param variables its environment; the image's own variables come before and are overridden
 * @param command with references expanded; empty where the image's own command runs
 * @param args likewise
 */
public record ContainerEnvironment(Map<String, String> variables, List<String> command, List<String> args) {

    /**
     * Works them out for one start.
     *
     * @throws MissingReference if a Secret, a ConfigMap or a key that is not optional is missing
     */
    public static ContainerEnvironment of(Pod pod, Container container, DownwardApi downward, References references)
            throws MissingReference {
        var variables = new LinkedHashMap<String, String>();
        for (var source : container.getEnvFrom()) {
            variables.putAll(all(source, references));
        }
        for (var variable : container.getEnv()) {
            var value = value(container, variable, variables, downward, references);
            value.ifPresent(text -> variables.put(variable.getName(), text));
        }
        return new ContainerEnvironment(
                variables, expand(container.getCommand(), variables), expand(container.getArgs(), variables));
    }

    /** A text with its references to variables replaced by their values. */
    public static String expand(String text, Map<String, String> variables) {
        return Expansion.expand(text, variables);
    }

    private static List<String> expand(List<String> words, Map<String, String> variables) {
        return words.stream().map(word -> Expansion.expand(word, variables)).toList();
    }

    private static Map<String, String> all(EnvFromSource source, References references) throws MissingReference {
        var prefix = source.getPrefix() == null ? "" : source.getPrefix();
        var found = new LinkedHashMap<String, String>();
        if (source.getConfigMapRef() != null) {
            var reference = source.getConfigMapRef();
            var map = references.configMap(reference.getName());
            if (map.isEmpty() && !Boolean.TRUE.equals(reference.getOptional())) {
                throw new MissingReference("configmap \"" + reference.getName() + "\" not found");
            }
            map.flatMap(object -> Optional.ofNullable(object.getData()))
                    .ifPresent(data -> data.forEach((key, value) -> found.put(prefix + key, value)));
        }
        if (source.getSecretRef() != null) {
            var reference = source.getSecretRef();
            var secret = references.secret(reference.getName());
            if (secret.isEmpty() && !Boolean.TRUE.equals(reference.getOptional())) {
                throw new MissingReference("secret \"" + reference.getName() + "\" not found");
            }
            secret.flatMap(object -> Optional.ofNullable(object.getData()))
                    .ifPresent(data -> data.forEach((key, value) -> found.put(prefix + key, decoded(value))));
        }
        return found;
    }

    private static Optional<String> value(
            Container container,
            EnvVar variable,
            Map<String, String> before,
            DownwardApi downward,
            References references)
            throws MissingReference {
        var source = variable.getValueFrom();
        if (source == null) {
            return Optional.of(Expansion.expand(variable.getValue() == null ? "" : variable.getValue(), before));
        }
        if (source.getFieldRef() != null) {
            return Optional.of(downward.field(source.getFieldRef().getFieldPath()));
        }
        if (source.getResourceFieldRef() != null) {
            return Optional.of(downward.resource(container, source.getResourceFieldRef()));
        }
        return fromObject(source, references);
    }

    private static Optional<String> fromObject(EnvVarSource source, References references) throws MissingReference {
        if (source.getConfigMapKeyRef() != null) {
            var key = source.getConfigMapKeyRef();
            var map = references.configMap(key.getName());
            var value = map.flatMap(object -> Optional.ofNullable(object.getData()))
                    .flatMap(data -> Optional.ofNullable(data.get(key.getKey())));
            return required(value, "configmap", key.getName(), key.getKey(), key.getOptional(), map.isPresent());
        }
        if (source.getSecretKeyRef() != null) {
            var key = source.getSecretKeyRef();
            var secret = references.secret(key.getName());
            var value = secret.flatMap(object -> Optional.ofNullable(object.getData()))
                    .flatMap(data -> Optional.ofNullable(data.get(key.getKey())))
                    .map(ContainerEnvironment::decoded);
            return required(value, "secret", key.getName(), key.getKey(), key.getOptional(), secret.isPresent());
        }
        throw new MissingReference("a variable's valueFrom names no source that this node knows");
    }

    private static Optional<String> required(
            Optional<String> value, String kind, String name, String key, Boolean optional, boolean objectExists)
            throws MissingReference {
        if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new MissingReference(
                    objectExists
                            ? "couldn't find key %s in %s \"%s\"".formatted(key, kind, name)
                            : "%s \"%s\" not found".formatted(kind, name));
        }
        return value;
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** The words of the process: the spec's command replaces the image's whole, its args only the image's arguments. */
    public List<String> argv(List<String> entrypoint, List<String> imageArgs) {
        var argv = new ArrayList<String>();
        if (command.isEmpty()) {
            argv.addAll(entrypoint);
            argv.addAll(args.isEmpty() ? imageArgs : args);
        } else {
            argv.addAll(command);
            argv.addAll(args);
        }
        return argv;
    }
}
