package dev.trainyard.cli.local;

import dev.trainyard.api.Logging;
import dev.trainyard.api.VirtualThreads;
import dev.trainyard.cli.failure.Explanation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The main class of the background process. Says one line on standard output, {@link #READY} or why not, and logs to
 * standard error. SIGTERM ends it after its pods.
 */
public final class ClusterProcess {
    /** What it says when it is ready. */
    static final String READY = "ready";

    /**
     * One thread for the collector, a young generation that does not grow, and the cache of classes where it was made
     * to be: moved elsewhere, 80 MiB of it would be this process's alone. Both compilers, unlike in a command: a server
     * that has warmed up serves a third more with the second, and starts no later for it.
     */
    static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-Xlog:disable",
            "-Xms48m",
            "-Xmn20m",
            "-Xmx512m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    /** Takes the settings as {@link UpSettings#words}. */
    public static void main(String[] args) {
        VirtualThreads.spareCarriers();
        Logging.configure();
        var home = Home.of(System.getenv());
        try {
            run(home, UpSettings.of(args));
        } catch (Exception failed) {
            failed.printStackTrace();
            System.out.println(Explanation.of(failed).replace('\n', ' '));
            System.exit(1);
        }
    }

    private static void run(Home home, UpSettings settings) throws Exception {
        var lock = HomeLock.tryTake(home, home.lock());
        if (lock.isEmpty()) {
            System.out.println("Another process is the local cluster of " + home.path()
                    + ", and has not said that it is " + "ready. If it hangs, end the java process of ClusterProcess.");
            System.exit(1);
        }
        var limit = endUnlessReady(home);
        var cluster = LocalCluster.start(home, settings);
        limit.interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        cluster.running().write(home);
        System.out.println(READY);
        new CountDownLatch(1).await();
    }

    /** Whoever waits for the cluster must not wait for ever: too late, it says so, and in the log where it hangs. */
    private static Thread endUnlessReady(Home home) {
        return Thread.ofPlatform().daemon().name("start-limit").start(() -> {
            try {
                Thread.sleep(LONGEST_START);
            } catch (InterruptedException ready) {
                return;
            }
            Thread.getAllStackTraces().forEach((thread, frames) -> {
                System.err.println(thread);
                List.of(frames).forEach(frame -> System.err.println("\tat " + frame));
            });
            System.out.println("The local cluster was not ready after " + LONGEST_START.toMinutes()
                    + " minutes. Where it hangs is at the end of " + home.log() + ". Try again: trainyard up");
            Runtime.getRuntime().halt(1);
        });
    }

    private ClusterProcess() {}
}
