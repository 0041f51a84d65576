package dev.trainyard.uploader.sync;

/**
 * Something in the folder that is not uploaded, and that the manifest names for it.
 *
 * @param reason a clause about "it"
 */
public record Skipped(String path, String reason) {}
