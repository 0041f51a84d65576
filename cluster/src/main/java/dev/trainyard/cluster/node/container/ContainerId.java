package dev.trainyard.cluster.node.container;

/**
 * The name of one run of a container, as a status has it.
 *
 * @param pod the pod's UID
 * @param number the run's number, from 0
 */
public record ContainerId(String pod, String container, int number) {
    private static final String SCHEME = "trainyard://";

    /** Reads the form that {@link #toString} writes. */
    public static ContainerId parse(String text) {
        var parts = text.substring(SCHEME.length()).split("\\.", -1);
        return new ContainerId(parts[0], parts[1], Integer.parseInt(parts[2]));
    }

    /** Such as {@code trainyard://<uid>.main.0}. */
    @Override
    public String toString() {
        return SCHEME + pod + "." + container + "." + number;
    }
}
