package dev.trainyard.cli.local;

import dev.trainyard.api.Logging;
import dev.trainyard.api.VirtualThreads;
import dev.trainyard.cli.failure.Explanation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    private static final Duration LONGEST_END = Duration.ofSeconds(60);
    private static final Duration LOCK_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    /** Held here, because a lock that nobody holds on to is let go with its file. */
    private static volatile Optional<HomeLock> lock = Optional.empty();

    /** Takes the settings as {@link UpSettings#words}. */
    public static void main(String[] args) {
        VirtualThreads.spareCarriers();
        var home = Home.of(System.getenv());
        System.setErr(new PrintStream(BoundedLog.standardError(home.log()), true, StandardCharsets.UTF_8));
        Logging.configure();
        try {
            run(home, UpSettings.of(args));
        } catch (Exception failed) {
            failed.printStackTrace();
            System.out.println(Explanation.of(failed).replace('\n', ' '));
            System.exit(1);
        }
    }

    private static void run(Home home, UpSettings settings) throws Exception {
        lock = takeLock(home);
        if (lock.isEmpty()) {
            System.out.println("Another process is the local cluster of " + home.path()
                    + ", and has neither become ready nor ended. If it hangs, end the java process of ClusterProcess.");
            System.exit(1);
        }
        var limit = endUnlessReady(home);
        var cluster = LocalCluster.start(home, settings);
        limit.interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(home, cluster)));
        cluster.running().write(home);
        System.out.println(READY);
        new CountDownLatch(1).await();
    }

    /** Waits for a cluster that ends. */
    private static Optional<HomeLock> takeLock(Home home) throws InterruptedException {
        for (var tries = LONGEST_END.dividedBy(LOCK_PAUSE); tries > 0; tries--) {
            var taken = HomeLock.tryTake(home, home.lock());
            if (taken.isPresent()) {
                return taken;
            }
            Thread.sleep(LOCK_PAUSE);
        }
        return Optional.empty();
    }

    /** Says first that it ends, so that no {@code up} takes it for a cluster that stays. */
    private static void stop(Home home, LocalCluster cluster) {
        try {
            cluster.running().asStopping().write(home);
        } catch (IOException unsaid) {
            System.err.println("Cannot write " + home.record() + ": " + unsaid);
        }
        cluster.close();
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
