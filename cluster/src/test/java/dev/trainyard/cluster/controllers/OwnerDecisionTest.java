package dev.trainyard.cluster.controllers;

import static dev.trainyard.cluster.controllers.OwnerDecision.OwnerState.ABSENT;
import static dev.trainyard.cluster.controllers.OwnerDecision.OwnerState.SOLID;
import static dev.trainyard.cluster.controllers.OwnerDecision.OwnerState.UNKNOWN;
import static dev.trainyard.cluster.controllers.OwnerDecision.OwnerState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OwnerDecisionTest {
    private static final ResourceKind POD = new ResourceKind("", "v1", "Pod", "pods", true);

    @Test
    void whatHasNoOwnerIsLeft() {
        assertThat(OwnerDecision.decide(object("p"), Map.of(), List.of())).isEqualTo(new OwnerDecision.Leave());
    }

    @Test
    void oneLivingOwnerIsEnough() {
        assertThat(OwnerDecision.decide(object("p", "a", "b"), Map.of("a", SOLID, "b", SOLID), List.of()))
                .isEqualTo(new OwnerDecision.Leave());
        assertThat(OwnerDecision.decide(object("p", "a", "b"), Map.of("a", SOLID, "b", ABSENT), List.of()))
                .isEqualTo(new OwnerDecision.Disown(List.of("b")));
    }

    @Test
    void withoutALivingOwnerItGoes() {
        assertThat(OwnerDecision.decide(object("p", "a"), Map.of("a", ABSENT), List.of()))
                .isEqualTo(new OwnerDecision.Delete(false));
    }

    @Test
    void anOwnerThatCannotBeLookedUpIsNoReasonToDelete() {
        assertThat(OwnerDecision.decide(object("p", "a", "b"), Map.of("a", ABSENT, "b", UNKNOWN), List.of()))
                .isEqualTo(new OwnerDecision.Leave());
    }

    @Test
    void anOwnerThatWaitsTakesAWholeTreeWithIt() {
        assertThat(OwnerDecision.decide(object("p", "a"), Map.of("a", WAITING), List.of(object("q", "p"))))
                .isEqualTo(new OwnerDecision.Delete(true));
    }

    @Test
    void anOwnerInTheForegroundGoesWhenNothingHoldsItAnyMore() {
        var owner = deleting("p", Owned.FOREGROUND);
        var child = object("q", "p");

        assertThat(OwnerDecision.decide(owner, Map.of(), List.of(child)))
                .isEqualTo(new OwnerDecision.DeleteDependents(List.of(child)));
        assertThat(OwnerDecision.decide(owner, Map.of(), List.of())).isEqualTo(new OwnerDecision.Release());
    }

    @Test
    void orphansAreSetFreeFirst() {
        var child = object("q", "p");

        assertThat(OwnerDecision.decide(deleting("p", Owned.ORPHAN), Map.of(), List.of(child)))
                .isEqualTo(new OwnerDecision.OrphanDependents(List.of(child)));
    }

    private static Owned object(String uid, String... owners) {
        var references = Arrays.stream(owners)
                .map(owner -> new Owned.Owner("v1", "Pod", owner, owner, true))
                .toList();
        return new Owned(POD, "default", uid, uid, references, false, List.of());
    }

    private static Owned deleting(String uid, String finalizer) {
        return new Owned(POD, "default", uid, uid, List.of(), true, List.of(finalizer));
    }
}
