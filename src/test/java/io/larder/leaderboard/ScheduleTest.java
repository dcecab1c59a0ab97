package io.larder.leaderboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** When seasons end, above all where clocks are put forward or back. */
class ScheduleTest {

    private static final String BERLIN = "Europe/Berlin";

    private static List<String> ends(Schedule schedule, String from, int count) {
        List<String> ends = new ArrayList<>();
        long at = Instant.parse(from).toEpochMilli();
        for (int i = 0; i < count; i++) {
            at = schedule.next(at);
            ends.add(Instant.ofEpochMilli(at).toString());
        }
        return ends;
    }

    @Test
    void periodsOfUtc() {
        assertEquals(
                List.of("2026-11-26T13:00:00Z", "2026-11-26T14:00:00Z"),
                ends(Schedule.every("hour", "UTC"), "2026-11-26T12:00:00Z", 2));
        assertEquals(
                List.of("2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z"),
                ends(Schedule.every("day", "UTC"), "2026-11-26T12:34:56.789Z", 2));
        assertEquals(
                List.of("2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z"),
                ends(Schedule.every("week", "UTC"), "2026-11-26T12:34:56Z", 2));
        assertEquals(
                List.of("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
                ends(Schedule.every("month", "UTC"), "2026-11-26T12:34:56Z", 2));
    }

    @Test
    void daysOfAZoneHave23Or25Hours() {
        assertEquals(
                List.of("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z"),
                ends(Schedule.every("day", BERLIN), "2026-03-28T12:00:00Z", 3));
        assertEquals(
                List.of("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z"),
                ends(Schedule.every("day", BERLIN), "2026-10-24T12:00:00Z", 3));
    }

    /** 02:30 does not exist on the day when clocks go forward: the first instant behind the gap is 03:00 there. */
    @Test
    void aTimeThatDoesNotExistMovesBehindTheGap() {
        assertEquals(
                List.of("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
                ends(Schedule.cron("30 2 * * *", BERLIN), "2026-03-27T12:00:00Z", 3));
    }

    @Test
    void aTimeThatOccursTwiceCountsTheFirstTime() {
        assertEquals(
                List.of("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
                ends(Schedule.cron("30 2 * * *", BERLIN), "2026-10-23T12:00:00Z", 3));
        assertEquals(
                List.of("2026-10-26T01:30:00Z"),
                ends(Schedule.cron("30 2 * * *", BERLIN), "2026-10-25T01:30:00Z", 1),
                "it is half past two for the second time");
    }

    @Test
    void somePlacesChangeClocksAtMidnightOrByHalfAnHour() {
        // Midnight of 8 September 2024 did not exist in Santiago.
        assertEquals(
                List.of("2024-09-07T04:00:00Z", "2024-09-08T04:00:00Z", "2024-09-09T03:00:00Z"),
                ends(Schedule.every("day", "America/Santiago"), "2024-09-06T12:00:00Z", 3));
        assertEquals(
                List.of("2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"),
                ends(Schedule.every("day", "Australia/Lord_Howe"), "2026-04-04T00:00:00Z", 2));
    }

    @Test
    void cronSaysMoreThanPeriods() {
        assertEquals(
                List.of("2026-11-30T04:00:00Z", "2026-12-07T04:00:00Z"),
                ends(Schedule.cron("0 4 * * MON", "UTC"), "2026-11-26T12:00:00Z", 2));
        assertEquals(
                List.of("2028-02-29T00:00:00Z"), ends(Schedule.cron("0 0 29 2 *", "UTC"), "2026-11-26T12:00:00Z", 1));
    }

    /** Over years of any zone: each day has one end, seasons follow each other, and each begins where it is said. */
    @Property(tries = 200)
    void everyDayHasOneEnd(@ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long from, @ForAll int which) {
        List<String> zones = List.copyOf(new java.util.TreeSet<>(Set.of(
                BERLIN,
                "America/Santiago",
                "Australia/Lord_Howe",
                "Africa/Cairo",
                "Asia/Kathmandu",
                "America/New_York",
                "Asia/Tehran",
                "Atlantic/Azores")));
        Schedule schedule = Schedule.every("day", zones.get(Math.floorMod(which, zones.size())));
        long at = from;
        for (int i = 0; i < 400; i++) {
            long next = schedule.next(at);
            long hours = (next - at) / 3_600_000;
            assertTrue(i == 0 || hours >= 22 && hours <= 26, () -> hours + " hours");
            assertEquals(next, schedule.last(next));
            assertEquals(next, schedule.last(next + 1));
            assertTrue(schedule.last(next - 1) <= at || i == 0 && schedule.last(next - 1) <= from);
            at = next;
        }
    }
}
