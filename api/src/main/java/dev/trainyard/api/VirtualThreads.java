package dev.trainyard.api;

/**
 * How many virtual threads can run at once.
 *
 * <p>Up to JDK 25 a virtual thread that waits while a class is loaded or initialised keeps its carrier. The JVM has one
 * carrier a core: on a small machine a few threads that meet in the same classes hold all of them, and the thread that
 * they wait for never gets one. So our processes have carriers to spare; they are made only as they are needed.
 */
public final class VirtualThreads {
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";
    private static final int ENOUGH = 32;

    private VirtualThreads() {}

    /** Sees to it that there are enough carriers. To be called in {@code main} before anything else. */
    public static void spareCarriers() {
        if (System.getProperty(CARRIERS) == null) {
            System.setProperty(
                    CARRIERS,
                    Integer.toString(Math.max(ENOUGH, Runtime.getRuntime().availableProcessors())));
        }
    }
}
