package dev.trainyard.api.kubeflow;

import java.util.Optional;

/**
 * One setting of a rendezvous backend.
 *
 * @param key its name, such as {@code join_timeout}
 * @param value its value
 */
public record RendezvousSetting(Optional<String> key, Optional<String> value) {}
