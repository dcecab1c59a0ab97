package io.larder.leaderboard;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * When seasons end: at the beginning of every hour, day, week or month, or as a cron expression says, by the clocks of
 * a time zone.
 *
 * <p>Boundaries are sought in local time and then put on the line of instants. A local time that does not exist, as
 * clocks go forward, stands for the first instant behind the gap; one that there is twice, as they go back, for the
 * first of both. So a day has 23 or 25 hours, and never two ends or none.
 */
final class Schedule {

    /** No instant. */
    static final long NEVER = Long.MAX_VALUE;

    private static final CronParser CRON = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private static final int LONGEST = 100;

    /** Local times from one boundary to another. */
    private interface Steps {
        /** The first boundary behind a local time; null where there is none. */
        @Nullable
        LocalDateTime after(LocalDateTime time);

        /** The last boundary at or before a local time; null where there is none. */
        @Nullable
        LocalDateTime atOrBefore(LocalDateTime time);
    }

    private final ZoneRules zone;
    private final Steps steps;

    private Schedule(ZoneRules zone, Steps steps) {
        this.zone = zone;
        this.steps = steps;
    }

    /**
     * Every {@code hour}, {@code day}, {@code week} or {@code month}; weeks begin on Monday.
     *
     * @throws io.larder.command.CommandError where there is no such period or zone
     */
    static Schedule every(String period, String zone) {
        UnaryOperator<LocalDateTime> floor = switch (period) {
            case "hour" -> time -> time.truncatedTo(ChronoUnit.HOURS);
            case "day" -> time -> time.truncatedTo(ChronoUnit.DAYS);
            case "week" ->
                time -> time.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case "month" -> time -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
            default -> throw BoardError.badDefinition("season.every is hour, day, week or month");
        };
        ChronoUnit unit = switch (period) {
            case "hour" -> ChronoUnit.HOURS;
            case "day" -> ChronoUnit.DAYS;
            case "week" -> ChronoUnit.WEEKS;
            default -> ChronoUnit.MONTHS;
        };
        return new Schedule(rules(zone), new Steps() {
            @Override
            public LocalDateTime after(LocalDateTime time) {
                return floor.apply(time).plus(1, unit);
            }

            @Override
            public LocalDateTime atOrBefore(LocalDateTime time) {
                return floor.apply(time);
            }
        });
    }

    /**
     * As a cron expression of five fields says.
     *
     * @throws io.larder.command.CommandError where it is none, or never comes true, or there is no such zone
     */
    static Schedule cron(String expression, String zone) {
        ZoneRules rules = rules(zone);
        if (expression.length() > LONGEST) {
            throw BoardError.badDefinition("season.cron has at most " + LONGEST + " characters");
        }
        ExecutionTime times;
        try {
            times = ExecutionTime.forCron(CRON.parse(expression).validate());
        } catch (IllegalArgumentException e) {
            throw BoardError.badDefinition(
                    "season.cron is minute, hour, day of month, month and day of week, as in \"0 4 * * MON\"");
        }
        Schedule schedule = new Schedule(rules, new Steps() {
            @Override
            public @Nullable LocalDateTime after(LocalDateTime time) {
                return local(times.nextExecution(time.atZone(ZoneOffset.UTC)));
            }

            @Override
            public @Nullable LocalDateTime atOrBefore(LocalDateTime time) {
                return local(times.lastExecution(time.plusSeconds(1).atZone(ZoneOffset.UTC)));
            }
        });
        if (schedule.next(0) == NEVER) {
            throw BoardError.badDefinition("season.cron never comes true");
        }
        return schedule;
    }

    private static @Nullable LocalDateTime local(Optional<java.time.ZonedDateTime> time) {
        return time.map(java.time.ZonedDateTime::toLocalDateTime).orElse(null);
    }

    private static ZoneRules rules(String zone) {
        try {
            return ZoneId.of(zone).getRules();
        } catch (DateTimeException e) {
            throw BoardError.badDefinition("season.zone is a time zone such as UTC or Europe/Berlin");
        }
    }

    /** The first boundary behind an instant, both in milliseconds since 1970; {@link #NEVER} where there is none. */
    long next(long instant) {
        LocalDateTime time = local(instant);
        while (true) {
            time = steps.after(time);
            if (time == null) {
                return NEVER;
            }
            long found = instant(time);
            // As clocks go back, local times come again that were boundaries the first time.
            if (found > instant) {
                return found;
            }
        }
    }

    /** The last boundary at or before an instant, or the instant itself where there is none. */
    long last(long instant) {
        LocalDateTime time = steps.atOrBefore(local(instant));
        return time == null ? instant : Math.min(instant, instant(time));
    }

    private LocalDateTime local(long instant) {
        Instant at = Instant.ofEpochMilli(instant);
        return LocalDateTime.ofInstant(at, zone.getOffset(at));
    }

    private long instant(LocalDateTime time) {
        ZoneOffsetTransition change = zone.getTransition(time);
        if (change != null && change.isGap()) {
            return change.getInstant().toEpochMilli();
        }
        ZoneOffset offset = change == null ? zone.getOffset(time) : change.getOffsetBefore();
        return time.toInstant(offset).toEpochMilli();
    }
}
