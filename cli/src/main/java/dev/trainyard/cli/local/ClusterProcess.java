package dev.trainyard.cli.local;

import dev.trainyard.cli.failure.Explanation;
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

    /** Takes the settings as {@link UpSettings#words}. */
    public static void main(String[] args) {
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
        var cluster = LocalCluster.start(home, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        cluster.running().write(home);
        System.out.println(READY);
        new CountDownLatch(1).await();
    }

    private ClusterProcess() {}
}
