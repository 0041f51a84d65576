package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.operator.plan.Verdict.GoingOn;
import dev.trainyard.operator.plan.Verdict.Over;
import dev.trainyard.operator.plan.Verdict.Suspended;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The precedence of the policies. */
class VerdictTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Optional<String> LONG_AGO = Optional.of("2026-11-23T09:00:00Z");
    private static final String LIMITED = "suspend: true, backoffLimit: 0, activeDeadlineSeconds: 60";

    @Test
    void successComesBeforeEverything() {
        var verdict = verdict(LIMITED, Map.of("chief-0", Jobs.succeeded(), "worker-0", Jobs.failed()));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Over.class, over -> assertThat(over.succeeded()).isTrue());
    }

    @Test
    void thenAFailureForGood() {
        var verdict = verdict(LIMITED, Map.of("worker-0", Jobs.failed()));
        assertThat(verdict).isInstanceOfSatisfying(Over.class, over -> {
            assertThat(over.message()).isEqualTo("TFJob default/digits has failed because 1 Worker replica(s) failed.");
            assertThat(over.byLimit()).isFalse();
        });
    }

    @Test
    void thenASuspensionSinceASuspendedJobDoesNotAge() {
        assertThat(verdict(LIMITED, Map.of())).isEqualTo(new Suspended());
    }

    @Test
    void butNotOfAJobWhoseChiefHasBeenStoppedForGood() {
        assertThat(verdict(LIMITED, Map.of("chief-0", Jobs.interrupted()))).isInstanceOf(Over.class);
    }

    @Test
    void thenTheLimits() {
        assertThat(verdict("activeDeadlineSeconds: 60", Map.of()))
                .isInstanceOfSatisfying(
                        Over.class,
                        over -> assertThat(over.message()).contains("active longer than specified deadline"));
        assertThat(verdict("activeDeadlineSeconds: 7200", Map.of())).isEqualTo(new GoingOn());
    }

    private static Verdict verdict(String runPolicy, Map<String, ReplicaState> states) {
        var job = Jobs.withTimes(Jobs.job(runPolicy, "", "Chief 1", "Worker 1"), LONG_AGO, Optional.empty());
        return Verdict.of(job, Jobs.views(job, states), NOW);
    }
}
