package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.Step.Seen;
import dev.trainyard.uploader.Step.Stop;
import dev.trainyard.uploader.sync.Outcome;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StepTest {
    private static final Seen NOTHING =
            new Seen(false, true, Optional.empty(), Optional.empty(), false, Stop.NO, false);
    private static final Seen PLAIN = new Seen(false, false, Optional.empty(), Optional.empty(), false, Stop.NO, false);

    @Test
    void waitsForSomething() {
        assertThat(Step.next(NOTHING)).isEqualTo(new Step.Wait());
        assertThat(Step.next(PLAIN)).isEqualTo(new Step.Wait());
    }

    @Test
    void syncsAheadOnceDoneAppears() {
        assertThat(Step.next(done(NOTHING))).isEqualTo(new Step.SyncAhead());
        assertThat(Step.next(ahead(done(NOTHING)))).isEqualTo(new Step.Wait());
    }

    @Test
    void finishesWhenTheTrainerHasEndedForGood() {
        var succeeded = new Step.Finish(Outcome.Succeeded, OptionalInt.of(0));
        assertThat(Step.next(signal(done(NOTHING), "c1", Outcome.Succeeded, 0, true)))
                .isEqualTo(succeeded);
        assertThat(Step.next(signal(NOTHING, "c1", Outcome.Succeeded, 0, true))).isEqualTo(succeeded);
        assertThat(Step.next(signal(done(NOTHING), "c1", Outcome.Failed, 137, true)))
                .isEqualTo(new Step.Finish(Outcome.Failed, OptionalInt.of(137)));
    }

    @Test
    void finishesAfterSigtermToo() {
        assertThat(Step.next(signal(stop(NOTHING, Stop.NOW), "", Outcome.Interrupted, 0, true)))
                .isInstanceOf(Step.Finish.class);
    }

    @Test
    void voidsTheDoneOfATrainerThatIsStartedAgainOnce() {
        var restarted = signal(ahead(done(NOTHING)), "c1", Outcome.Failed, 1, false);
        assertThat(Step.next(restarted)).isEqualTo(new Step.VoidDone("c1"));

        var nextDone = new Seen(true, true, restarted.signal(), Optional.of("c1"), false, Stop.NO, false);
        assertThat(Step.next(nextDone)).isEqualTo(new Step.SyncAhead());

        var again = signal(nextDone, "c2", Outcome.Failed, 1, false);
        assertThat(Step.next(again)).isEqualTo(new Step.VoidDone("c2"));
    }

    @Test
    void waitsOnWhenTheTrainerIsStartedAgainWithoutDone() {
        var restarted = signal(NOTHING, "c1", Outcome.Failed, 1, false);
        assertThat(Step.next(restarted)).isEqualTo(new Step.VoidDone("c1"));
        var heard = new Seen(false, true, restarted.signal(), Optional.of("c1"), false, Stop.NO, false);
        assertThat(Step.next(heard)).isEqualTo(new Step.Wait());
    }

    @Test
    void takesDoneForTheEndWhereNobodyRelays() {
        assertThat(Step.next(done(PLAIN))).isEqualTo(new Step.Finish(Outcome.Succeeded, OptionalInt.empty()));
    }

    @Test
    void savesWhatItCanAfterSigterm() {
        assertThat(Step.next(stop(NOTHING, Stop.ASKED))).isEqualTo(new Step.SyncOn());
        assertThat(Step.next(stop(NOTHING, Stop.NOW))).isEqualTo(new Step.Leave(false));
        assertThat(Step.next(stop(done(NOTHING), Stop.ASKED))).isEqualTo(new Step.SyncAhead());
        assertThat(Step.next(stop(ahead(done(NOTHING)), Stop.ASKED))).isEqualTo(new Step.Leave(false));
        assertThat(Step.next(stop(PLAIN, Stop.ASKED))).isEqualTo(new Step.SyncOn());
        assertThat(Step.next(stop(PLAIN, Stop.NOW)))
                .isEqualTo(new Step.Finish(Outcome.Interrupted, OptionalInt.empty()));
    }

    @Test
    void sigtermIsTheEndOfARunThatNoOtherAttemptFollows() {
        var only = new Seen(false, true, Optional.empty(), Optional.empty(), false, Stop.NO, true);
        var interrupted = new Step.Finish(Outcome.Interrupted, OptionalInt.empty());
        assertThat(Step.next(stop(only, Stop.ASKED))).isEqualTo(new Step.SyncOn());
        assertThat(Step.next(stop(only, Stop.NOW))).isEqualTo(interrupted);
        assertThat(Step.next(stop(ahead(done(only)), Stop.ASKED))).isEqualTo(interrupted);
        assertThat(Step.next(done(only))).isEqualTo(new Step.SyncAhead());
    }

    @Test
    void leavesOnceTheTrainerHasEndedAfterSigterm() {
        var stopped = new Signal("c1", 0, OptionalInt.of(0), Outcome.Succeeded, false, false, true);
        var asked = with(stop(NOTHING, Stop.ASKED), stopped);
        assertThat(Step.next(asked)).isEqualTo(new Step.Leave(true));
        assertThat(Step.next(done(asked))).isEqualTo(new Step.Leave(true));
        assertThat(Step.next(stop(asked, Stop.NOW))).isEqualTo(new Step.Leave(true));
        var only = new Seen(false, true, Optional.of(stopped), Optional.empty(), false, Stop.ASKED, true);
        assertThat(Step.next(only)).isEqualTo(new Step.Finish(Outcome.Interrupted, OptionalInt.empty()));
        // The trainer of an earlier instance: this one may be about to save.
        var restarted = signal(stop(NOTHING, Stop.ASKED), "c1", Outcome.Failed, 1, false);
        var heard = new Seen(false, true, restarted.signal(), Optional.of("c1"), false, Stop.ASKED, false);
        assertThat(Step.next(heard)).isEqualTo(new Step.SyncOn());
    }

    private static Seen done(Seen s) {
        return new Seen(true, s.relayed(), s.signal(), s.voided(), s.ahead(), s.stop(), s.only());
    }

    private static Seen ahead(Seen s) {
        return new Seen(s.done(), s.relayed(), s.signal(), s.voided(), true, s.stop(), s.only());
    }

    private static Seen stop(Seen s, Stop stop) {
        return new Seen(s.done(), s.relayed(), s.signal(), s.voided(), s.ahead(), stop, s.only());
    }

    private static Seen signal(Seen s, String containerId, Outcome outcome, int exitCode, boolean last) {
        var signal = new Signal(containerId, 0, OptionalInt.of(exitCode), outcome, last, false, false);
        return with(s, signal);
    }

    private static Seen with(Seen s, Signal signal) {
        return new Seen(s.done(), s.relayed(), Optional.of(signal), s.voided(), s.ahead(), s.stop(), s.only());
    }
}
