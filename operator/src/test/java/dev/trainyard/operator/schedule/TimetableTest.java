package dev.trainyard.operator.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "'30 3 * * *', 2026-11-25T03:30:00Z",
        "'@daily', 2026-11-26T00:00:00Z",
        "'@Hourly', 2026-11-25T02:00:00Z",
        "'*/20 * * * *', 2026-11-25T01:20:00Z",
        "'0 0 ? * MON', 2026-11-30T00:00:00Z",
        "'0 0 13 * FRI', 2026-11-27T00:00:00Z",
        "'0 9 1 JAN *', 2027-01-01T09:00:00Z",
    })
    void theNextTimeIsTheFirstAfter(String schedule, Instant next) {
        assertThat(Timetable.parse(schedule, Optional.empty()).nextAfter(Instant.parse("2026-11-25T01:00:00Z")))
                .contains(next);
    }

    @Test
    void aTimeIsReadInItsTimeZone() {
        var berlin = Timetable.parse("0 3 * * *", Optional.of("Europe/Berlin"));

        assertThat(berlin.nextAfter(Instant.parse("2026-11-25T00:00:00Z")))
                .contains(Instant.parse("2026-11-25T02:00:00Z"));
        assertThat(berlin.nextAfter(Instant.parse("2026-07-25T00:00:00Z")))
                .contains(Instant.parse("2026-07-25T01:00:00Z"));
    }

    @Test
    void aTimeThatSummerTimeLeavesOutIsLeftOut() {
        var berlin = Timetable.parse("30 2 * * *", Optional.of("Europe/Berlin"));

        assertThat(berlin.nextAfter(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void theLastTimeBetweenTwoInstantsMayBeTheSecondButNotTheFirst() {
        var nightly = Timetable.parse("0 3 * * *", Optional.empty());
        var three = Instant.parse("2026-11-25T03:00:00Z");

        assertThat(nightly.lastBetween(LONG_AGO, three)).contains(three);
        assertThat(nightly.lastBetween(LONG_AGO, three.minusNanos(1))).contains(Instant.parse("2026-11-24T03:00:00Z"));
        assertThat(nightly.lastBetween(LONG_AGO, three.plusSeconds(30))).contains(three);
        assertThat(nightly.lastBetween(three, three.plusSeconds(30))).isEmpty();
    }

    /** Forwards and backwards are two pieces of the library's code, which do not agree where summer time ends. */
    @ParameterizedTest
    @ValueSource(strings = {"*/30 * * * *", "15 * * * *", "30 2 * * *", "0 3 * * SUN", "0 0 25 * *"})
    void backwardsFindsWhatForwardsFound(String schedule) {
        var berlin = Timetable.parse(schedule, Optional.of("Europe/Berlin"));
        for (var begin : new String[] {"2026-03-28T00:10:00Z", "2026-10-24T00:10:00Z"}) {
            var times = new ArrayList<Instant>();
            for (var at = Instant.parse(begin); times.size() < 60; at = times.getLast()) {
                times.add(berlin.nextAfter(at).orElseThrow());
            }
            for (int i = 1; i < times.size(); i++) {
                assertThat(berlin.lastBetween(LONG_AGO, times.get(i))).contains(times.get(i));
                assertThat(berlin.lastBetween(LONG_AGO, times.get(i).minusNanos(1)))
                        .contains(times.get(i - 1));
            }
        }
    }

    @Test
    void aDayThatNeverComesHasNoTime() {
        var never = Timetable.parse("0 0 31 2 *", Optional.empty());

        assertThat(never.nextAfter(Instant.EPOCH)).isEmpty();
        assertThat(never.lastBetween(LONG_AGO, Instant.parse("2026-11-25T00:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "61 * * * *", "* * * *", "0 0 * * * *", "@every 5m", "nightly"})
    void whatIsNoScheduleIsSaid(String schedule) {
        assertThatThrownBy(() -> Timetable.parse(schedule, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("spec.schedule is \"" + schedule + "\": ")
                .hasMessageContaining("such as \"30 3 * * *\"");
    }

    @Test
    void whatIsNoTimeZoneIsSaid() {
        assertThatThrownBy(() -> Timetable.parse("@daily", Optional.of("Berlin")))
                .hasMessageContaining("spec.timeZone is \"Berlin\"")
                .hasMessageContaining("Europe/Berlin");
    }
}
