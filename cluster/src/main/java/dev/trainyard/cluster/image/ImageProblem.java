package dev.trainyard.cluster.image;

/** An image that cannot be made into an environment; the message says why and what to do. */
public final class ImageProblem extends Exception {
    private static final long serialVersionUID = 1L;

    public ImageProblem(String message) {
        super(message);
    }
}
