package dev.trainyard.cluster.registry;

import java.util.function.Consumer;

/**
 * How a write is to be done.
 *
 * @param dryRun whether to do everything but the write
 * @param warnings told, as sentences, what the caller should know though the write goes through
 */
public record WriteOptions(boolean dryRun, FieldValidation validation, Consumer<String> warnings) {}
