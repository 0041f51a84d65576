package dev.trainyard.cli.command;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A part that runs until this process is told to end. */
final class Foreground {
    /** Closes the parts in this order when the process ends; never returns before. */
    static int untilStopped(AutoCloseable... parts) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> List.of(parts).forEach(Foreground::close)));
        new CountDownLatch(1).await();
        return 0;
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failed) {
            System.err.println("did not stop cleanly: " + failed);
        }
    }

    private Foreground() {}
}
