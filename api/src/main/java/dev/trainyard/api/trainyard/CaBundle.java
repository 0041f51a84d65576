package dev.trainyard.api.trainyard;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.Optional;

/**
 * Where a bundle of certificates is, in PEM. They count beside those that everybody knows.
 *
 * @param configMapKeyRef a key of a ConfigMap in the store's namespace
 * @param secretKeyRef a key of a Secret in the store's namespace
 */
@ValidationRule(
        value = "has(self.configMapKeyRef) != has(self.secretKeyRef)",
        message = "a CA bundle is in either a configMapKeyRef or a secretKeyRef")
public record CaBundle(Optional<ConfigMapKeySelector> configMapKeyRef, Optional<SecretKeySelector> secretKeyRef) {}
