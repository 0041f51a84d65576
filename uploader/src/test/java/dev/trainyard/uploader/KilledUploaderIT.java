package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.store.TestStore.Kind;
import dev.trainyard.uploader.store.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} at random moments of the uploader's life, and connections that end in the middle, until nothing is
 * left to kill; after each, and at the end of each run, every promise is looked after. {@code -Dkills=1000} for longer,
 * {@code -Dseed=…} for the moments of another time.
 */
class KilledUploaderIT {
    private static final int KILLS = Integer.getInteger("kills", 200);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    /** Sent in parts, and sent whole. */
    private static final int BIG = 17 << 20;

    private static final int SMALL = 4 << 20;

    private static final String RESTARTING =
            "{\"containerID\":\"c1\",\"restarts\":1,\"exitCode\":1,\"outcome\":\"Failed\",\"final\":false}";

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    @ParameterizedTest
    @MethodSource("dev.trainyard.uploader.store.TestStore$Kind#here")
    void losesNothingAndSendsNothingTwice(Kind kind) throws Exception {
        var share = Math.ceilDiv(KILLS, (int) Kind.here().count());
        var kills = 0;
        var runs = 0;
        try (var store = kind.start(folder.resolve("objects"));
                var wire = new Wire(store)) {
            var latest = new TreeMap<Instant, Run>();
            while (kills < share) {
                var run = new Run(store, wire, "run" + ++runs, created());
                kills += switch (runs % 3) {
                    case 0 -> trainedAgain(run);
                    case 1 -> trainedOnAUsedVolume(kind, run);
                    default -> twoAtOnce(kind, run);
                };
                if (run.hasSucceeded()) {
                    latest.put(run.created(), run);
                }
                if (!latest.isEmpty()) {
                    latest.lastEntry().getValue().requireLatest();
                }
            }
        }
        System.out.printf("KilledUploaderIT: %s, %d kills in %d runs, -Dseed=%d%n", kind, kills, runs, SEED);
    }

    /** In any order: a run may have been made before one that has long ended. */
    private Instant created() {
        return Instant.parse("2026-11-23T10:00:00Z").plusSeconds(random.nextInt(1_000_000));
    }

    /** DONE and a file of the run before are there; {@code prepare} is killed too. */
    private int trainedOnAUsedVolume(Kind kind, Run run) throws Exception {
        try (var pod = pod(run, 1)) {
            pod.write("of the run before", "old");
            pod.write("DONE", "");
            pod.write(".trainyard/upload.jsonl", "{\"version\":1,\"url\":\"s3://elsewhere\"}\n");
            var life = life(pod, run, 1);
            life.liveThrough("prepare");
            assertThat(pod.output.resolve("DONE")).as("-Dseed=%d", SEED).doesNotExist();
            train(pod, BIG);
            life.liveAndDie();
            assertThat(run.find("1/f0")).as(life.toString()).isEmpty();
            pod.done();
            life.liveAndDie();
            pod.ended("Succeeded", 0);
            assertThat(life.liveThrough("run")).as(life.toString()).isZero();
            run.requireWhole(1, pod.output);
            assertThat(pod.journal())
                    .as(life.toString())
                    .noneMatch(line -> kind.isStrict() && line.containsKey("abandoned"));
            return life.kills();
        }
    }

    /** The trainer says DONE, fails, is started again, and changes what it had written. */
    private int trainedAgain(Run run) throws Exception {
        try (var pod = pod(run, 1)) {
            var life = life(pod, run, 1);
            train(pod, BIG);
            pod.done();
            life.liveAndDie();
            pod.signal(RESTARTING);
            while (Files.exists(pod.output.resolve("DONE"))) {
                life.liveAndDie();
                run.requireNothingPublished();
            }
            life.forget();
            train(pod, BIG);
            Files.delete(pod.output.resolve("f0"));
            pod.done();
            life.liveAndDie();
            run.requireNothingPublished();
            pod.ended("Failed", 1);
            assertThat(life.liveThrough("run")).as(life.toString()).isZero();
            run.requireWhole(1, pod.output);
            return life.kills();
        }
    }

    /** Two pods that believe that they are the chief, both killed, side by side. */
    private int twoAtOnce(Kind kind, Run run) throws Exception {
        try (var first = pod(run, 1);
                var second = pod(run, 2);
                var threads = Executors.newFixedThreadPool(2)) {
            // The later attempt removes the parts of the earlier one, and moto answers 500 for what it does not know.
            train(first, kind.isStrict() ? BIG : SMALL);
            train(second, kind.isStrict() ? BIG : SMALL);
            first.ended(random.nextBoolean() ? "Succeeded" : "Failed", 0);
            second.ended("Succeeded", 0);
            var lives = List.of(life(first, run, 1), life(second, run, 2));
            var ends = new ArrayList<Callable<Integer>>();
            lives.forEach(life -> ends.add(() -> life.liveThrough("run")));
            var exitCodes = new ArrayList<Integer>();
            for (var end : threads.invokeAll(ends)) {
                exitCodes.add(end.get());
            }
            var winner = run.attempt();
            assertThat(exitCodes.get(winner - 1)).as(lives.toString()).isZero();
            // The other one is fenced off; or it came first, and gave way.
            assertThat(exitCodes.get(2 - winner)).as(lives.toString()).isIn(0, 3);
            run.requireWhole(winner, (winner == 1 ? first : second).output);
            return lives.stream().mapToInt(Life::kills).sum();
        }
    }

    private Life life(Pod pod, Run run, int attempt) {
        return new Life(pod, run, "-Dseed=%d, %s, attempt %d".formatted(SEED, run.name(), attempt), random.nextLong());
    }

    private Pod pod(Run run, int attempt) throws IOException {
        var pod = new Pod(Files.createDirectories(folder.resolve(run.name() + "-" + attempt)), run.environment());
        pod.environment.putAll(run.environment());
        pod.environment.put("TRAINYARD_ATTEMPT", Integer.toString(attempt));
        return pod;
    }

    private void train(Pod pod, int size) throws IOException {
        for (int i = 0; i < 40; i++) {
            // Always of the same size.
            pod.write("f" + i, "content %08x".formatted(random.nextInt()));
        }
        var big = new byte[size + random.nextInt(size / 2)];
        random.nextBytes(big);
        Files.write(pod.output.resolve("big"), big);
    }
}
