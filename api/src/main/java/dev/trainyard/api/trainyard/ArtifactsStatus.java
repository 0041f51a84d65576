package dev.trainyard.api.trainyard;

import io.fabric8.generator.annotation.Required;
import java.util.Optional;

/**
 * What became of a run's artifacts, lifted from the uploader's termination message.
 *
 * @param phase Waiting, Uploading, Uploaded or Failed
 * @param url the run's place in the store, ending in {@code /}; its {@code manifest.json} is written last
 * @param attempt the attempt whose files the manifest names
 * @param outcome how the training ended, as the manifest says: Succeeded, Failed or Interrupted
 * @param files how many files
 * @param bytes how many bytes
 * @param seconds how long the upload took
 * @param manifestSha256 the checksum of the manifest, hexadecimal
 * @param message why it failed, or what it waits for
 */
public record ArtifactsStatus(
        @Required String phase,
        Optional<String> url,
        Optional<Integer> attempt,
        Optional<String> outcome,
        Optional<Long> files,
        Optional<Long> bytes,
        Optional<Double> seconds,
        Optional<String> manifestSha256,
        Optional<String> message) {}
