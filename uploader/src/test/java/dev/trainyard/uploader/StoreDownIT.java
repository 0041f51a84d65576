package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.trainyard.uploader.store.TestStore.Kind;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The store goes away for a while. {@code -Doutage=3600} for how many seconds. */
class StoreDownIT extends EveryStore {
    private static final int OUTAGE_SECONDS = Integer.getInteger("outage", 1);

    @Test
    void goesOnWhereItWasWhenTheStoreIsBack() throws Exception {
        Files.write(pod.output.resolve("big"), random(40 << 20));
        pod.write("small", "x");
        pod.environment.put("TRAINYARD_KIBIBYTES_PER_SECOND", "16384");
        pod.done();
        pod.ended("Succeeded", 0);
        pod.run();
        while (pod.isAlive() && pod.journal().stream().noneMatch(line -> line.containsKey("part"))) {
            Thread.onSpinWait();
        }
        wire.cut();
        // What has arrived is written down at once; whatever has not is no part of this.
        pod.awaitLine(".* \\(since .*Z; next try in [0-9.]+ s, giving up in [0-9]+ s\\)");
        var there = new HashMap<Integer, Map<String, Object>>();
        for (var line : pod.journal()) {
            if (line.get("number") instanceof Integer number) {
                there.put(number, line);
            }
        }
        var passed = wire.passed().size();
        assertThat(there).isNotEmpty();

        Thread.sleep(OUTAGE_SECONDS * 1000L);
        assertThat(pod.isAlive()).isTrue();
        wire.mend();
        while (!pod.endsWithin(1000)) {
            // The last pause may be as long as twenty seconds.
        }
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertThat(pod.log()).containsPattern("the store answers again, after [0-9]+ s");
        assertThat(object("1/big")).isEqualTo(random(40 << 20));
        var after = wire.passed().subList(passed, wire.passed().size());
        for (var number : there.keySet()) {
            assertThat(after)
                    .filteredOn(request -> request.sends(prefix + "default/digits/7a1c/1/big", Optional.of(number)))
                    .isEmpty();
        }
        assertThat(pod.journal().stream().filter(line -> line.get("number") instanceof Integer))
                .doesNotHaveDuplicates();
        assertThat(pod.journal()).filteredOn(line -> line.containsKey("begun")).hasSize(1);
    }

    @Test
    void waitsForAStoreThatIsDownWhenTheTrainerIsDone() throws Exception {
        pod.run();
        pod.write("first", "x");
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        wire.cut();
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        pod.awaitLine(".*next try in.*");
        wire.mend();
        assertThat(pod.exitCode()).isZero();
        assertThat(object("1/model")).asString().isEqualTo("weights");
    }

    @Test
    void givesUpWhenTheStoreStaysDown() throws Exception {
        assumeFalse(kind == Kind.FOLDER, "a folder that never was there is a mistake");
        pod.environment.put("TRAINYARD_STORE_ENDPOINT", "http://127.0.0.1:1");
        pod.environment.put("TRAINYARD_RETRY_SECONDS", "1");
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        assertThat(upload()).isEqualTo(1);
        assertThat(pod.lastWords()).contains("\"phase\":\"Failed\"", "cannot be reached");

        // Started again, it does all that there is to do.
        pod.environment.putAll(wire.environment(prefix));
        assertThat(upload()).isZero();
        assertThat(object("1/model")).asString().isEqualTo("weights");
    }

    @Test
    void leavesInTimeWhenTheStoreIsDownAtSigterm() throws Exception {
        assumeFalse(kind == Kind.FOLDER, "a folder that never was there is a mistake");
        pod.environment.put("TRAINYARD_STORE_ENDPOINT", "http://127.0.0.1:1");
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "2");
        pod.run();
        pod.write("checkpoint", "half");
        pod.terminate();
        assertThat(pod.exitCode()).isEqualTo(143);
    }
}
