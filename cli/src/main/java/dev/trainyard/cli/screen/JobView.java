package dev.trainyard.cli.screen;

import dev.trainyard.cli.progress.UploadProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A job at one moment, as far as it is shown.
 *
 * @param kind such as {@code TFJob}
 * @param name the job's name
 * @param images the images that had to be brought here first
 * @param replicas one row each, in the order of roles and numbers
 * @param upload the uploader's row, once a pod has one
 */
public record JobView(String kind, String name, List<Image> images, List<Replica> replicas, Optional<Upload> upload) {
    /**
     * An image that is being made ready.
     *
     * @param name the image
     * @param fraction from 0 to 1
     * @param elapsed since its start, or how long it took
     */
    public record Image(String name, double fraction, Duration elapsed) {}

    /**
     * A replica's row.
     *
     * @param name such as {@code chief-0}
     * @param state one word: Pending, Running, Succeeded, Failed, or a container's reason such as {@code ErrImagePull}
     * @param detail how far it is, or why it is not
     */
    public record Replica(String name, String state, String detail) {}

    /**
     * The uploader's row.
     *
     * @param state shown until there is progress
     * @param progress how far it is
     * @param trouble why it does not go on at the moment
     */
    public record Upload(String state, Optional<UploadProgress> progress, Optional<String> trouble) {}
}
