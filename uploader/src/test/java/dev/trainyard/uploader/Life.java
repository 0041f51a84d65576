package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** One uploader after the other in a pod, each but the last killed at a random moment. */
final class Life {
    /** From the start of the program to past the end of most uploads. */
    private static final int LONGEST_MILLIS = 700;

    private final Pod pod;
    private final Run run;
    private final String name;
    private final Random random;

    /** What it had sent by its own account at an earlier death, and what the wire and the store had seen by then. */
    private final Map<Sent, Integer> passed = new HashMap<>();

    private final Map<Sent, String> stamps = new HashMap<>();

    /** So much of the journal is of files that are no more. */
    private int past;

    private int kills;

    Life(Pod pod, Run run, String name, long seed) {
        this.pod = pod;
        this.run = run;
        this.name = name;
        this.random = new Random(seed);
    }

    /**
     * A file, or a part of one.
     *
     * @param begun how often the file had been begun in parts: of one that is begun anew, all parts are sent again
     */
    private record Sent(String path, Optional<Integer> part, int begun) {}

    int kills() {
        return kills;
    }

    /** Starts and kills until it ends by itself; returns its exit code. */
    int liveThrough(String command) throws Exception {
        while (true) {
            pod.start(command);
            if (pod.endsWithin(millis())) {
                requireSentOnce();
                return pod.exitCode();
            }
            die();
        }
    }

    void liveAndDie() throws Exception {
        pod.start("run");
        assertThat(pod.endsWithin(random.nextInt(LONGEST_MILLIS)))
                .as(toString())
                .isFalse();
        die();
    }

    /** Longer each time, lest a slow machine never come to an end. */
    private int millis() {
        return random.nextInt(LONGEST_MILLIS + 100 * kills);
    }

    private void die() throws Exception {
        if (random.nextInt(4) == 0) {
            run.dropConnections();
            pod.endsWithin(random.nextInt(300));
        }
        kills += pod.isAlive() ? 1 : 0;
        pod.kill();
        requireSentOnce();
        run.requireWholeOrNothing();
    }

    /** The trainer has changed its files: they are sent again. */
    void forget() throws IOException {
        past = pod.journal().size();
        passed.clear();
        stamps.clear();
    }

    /** What was in its journal at an earlier death has not been sent since. */
    private void requireSentOnce() throws Exception {
        var requests = run.passed();
        for (var sent : passed.entrySet()) {
            var since = requests.subList(sent.getValue(), requests.size());
            var key = run.key(attempt() + "/" + sent.getKey().path());
            if (!isAbandoned(sent.getKey())) {
                assertThat(since)
                        .as(toString())
                        .noneMatch(request -> request.sends(key, sent.getKey().part()));
            }
        }
        var now = sent();
        for (var sent : now) {
            passed.putIfAbsent(sent, requests.size());
            var stamp = run.stamp(attempt() + "/" + sent.path())
                    .filter(_ -> sent.part().isEmpty());
            if (stamp.isPresent()) {
                var before = stamps.putIfAbsent(sent, stamp.get());
                assertThat(before == null ? stamp.get() : before)
                        .as("%s\n%s", sent, this)
                        .isEqualTo(stamp.get());
            }
        }
        passed.keySet().retainAll(now);
    }

    private String attempt() {
        return pod.environment.getOrDefault("TRAINYARD_ATTEMPT", "");
    }

    /** A later attempt removes the parts of an earlier one, and moto does not know its own again. */
    private boolean isAbandoned(Sent sent) throws Exception {
        return sent.part().isPresent() && !sent().contains(sent);
    }

    /** By the journal, in which a line may take back what others have said. */
    private Set<Sent> sent() throws Exception {
        var all = new LinkedHashSet<Sent>();
        var begun = new HashMap<String, Integer>();
        var journal = pod.journal();
        for (var line : journal.subList(past, journal.size())) {
            if (line.get("file") instanceof String path) {
                all.add(new Sent(path, Optional.empty(), 0));
            } else if (line.get("begun") instanceof String path) {
                begun.merge(path, 1, Integer::sum);
            } else if (line.get("part") instanceof String path && line.get("number") instanceof Integer number) {
                all.add(new Sent(path, Optional.of(number), begun.getOrDefault(path, 0)));
            } else if (line.get("abandoned") instanceof String path) {
                all.removeIf(sent -> sent.path().equals(path) && sent.part().isPresent());
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return "%s, %d kills\n%s".formatted(name, kills, pod.log());
    }
}
