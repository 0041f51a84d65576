package dev.trainyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualThreadsTest {
    @Test
    void classesThatAreInitialisedHoldUpNobodyElse() throws Exception {
        // A JVM of its own: how many carriers there are is settled with the first virtual thread.
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:ActiveProcessorCount=2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallMachine.class.getName())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Two threads, as many as there are cores, each initialise a class, which takes a lock that a third one holds. */
    static final class SmallMachine {
        private static final Object LOCK = new Object();

        static void main() throws InterruptedException {
            VirtualThreads.spareCarriers();
            var held = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var owner = Thread.ofVirtual().start(() -> {
                synchronized (LOCK) {
                    held.countDown();
                    await(goOn);
                }
            });
            await(held);
            var waiting = List.of(
                    Thread.ofVirtual().start(First::touch), Thread.ofVirtual().start(Second::touch));
            for (var thread : waiting) {
                while (thread.getState() != Thread.State.BLOCKED) {
                    Thread.sleep(1);
                }
            }
            goOn.countDown();
            owner.join();
            for (var thread : waiting) {
                thread.join();
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        static final class First {
            static {
                synchronized (LOCK) {
                    LOCK.notifyAll();
                }
            }

            static void touch() {}
        }

        static final class Second {
            static {
                synchronized (LOCK) {
                    LOCK.notifyAll();
                }
            }

            static void touch() {}
        }
    }
}
