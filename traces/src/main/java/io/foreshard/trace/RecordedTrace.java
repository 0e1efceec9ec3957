package io.foreshard.trace;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import io.foreshard.trace.CsvTrace.Step;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The formats of recorded traces: a reader for each. Stateless. */
final class RecordedTrace {
    /** Days of the taobao format begin in this zone. */
    private static final ZoneOffset TAOBAO_ZONE = ZoneOffset.ofHours(8);
    /** Days with less than this share of the rows of the busiest day hold wrong times only: 35 of 13,000 in the public data set. */
    private static final double MIN_SHARE_OF_BUSIEST_DAY = .01;

    /** Type of activity 1 of a process log less one: activities have no common meaning, so they take the codes that are free for applications. */
    private static final int BEFORE_FIRST_ACTIVITY = ActionType.FIRST_CUSTOM - 1;

    private static final Map<String, Integer> TAOBAO_TYPES = Map.of(
            "pv", ActionType.VIEW, "cart", ActionType.CART, "fav", ActionType.FIRST_CUSTOM, "buy", ActionType.PURCHASE);

    private static final Map<String, Integer> TRIVAGO_TYPES = Map.of(
            "interaction item image", ActionType.VIEW,
            "search for destination", ActionType.SEARCH,
            "search for item", ActionType.FIRST_CUSTOM,
            "search for poi", ActionType.FIRST_CUSTOM + 1,
            "filter selection", ActionType.FIRST_CUSTOM + 2,
            "change of sort order", ActionType.FIRST_CUSTOM + 3,
            "interaction item info", ActionType.FIRST_CUSTOM + 4,
            "interaction item rating", ActionType.FIRST_CUSTOM + 5,
            "interaction item deals", ActionType.FIRST_CUSTOM + 6,
            "clickout item", ActionType.PURCHASE);

    private static final int TRIVAGO_IMPRESSIONS = 10;

    private RecordedTrace() {}

    /**
     * Reads {@code user,item,category,behaviour,seconds} without a header.
     *
     * <p>The public data set has a few rows with wrong times, some of them before 1970: rows of days with less than 1 % of the rows of the busiest
     * day are dropped.
     */
    static List<Step> taobao(Path file) throws TraceException {
        List<Step> steps = CsvTrace.read(file, ',', row -> {
            row.columns(5);
            long seconds = row.number(4);
            if (seconds < 0) {
                return null;
            }
            return new Step(
                    TraceIds.action(
                            "taobao",
                            row.line(),
                            TraceIds.user("taobao", row.text(0)),
                            row.type(3, TAOBAO_TYPES),
                            seconds * 1000,
                            row.number(1),
                            row.number(2)),
                    null);
        });
        return withoutSparseDays(steps);
    }

    private static List<Step> withoutSparseDays(List<Step> steps) {
        Map<LocalDate, Integer> rows = new HashMap<>();
        steps.forEach(step -> rows.merge(day(step.action()), 1, Integer::sum));
        double minRows = MIN_SHARE_OF_BUSIEST_DAY * Collections.max(rows.values());
        return steps.stream()
                .filter(step -> rows.get(day(step.action())) >= minRows)
                .toList();
    }

    private static LocalDate day(UserAction action) {
        return action.time().atOffset(TAOBAO_ZONE).toLocalDate();
    }

    /** Reads {@code customer date number amount} separated by blanks, dates as yyyyMMdd, with or without a header; a purchase is at noon of its day. */
    static List<Step> cdnow(Path file) throws TraceException {
        return CsvTrace.read(file, ' ', row -> {
            row.columns(4);
            if (row.line() == 1 && row.text(0).equals("customer_id")) {
                return null;
            }
            LocalDate day = row.date(1);
            long timeMillis = day.atTime(12, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
            return new Step(
                    TraceIds.action(
                            "cdnow",
                            row.line(),
                            TraceIds.user("cdnow", row.text(0)),
                            ActionType.PURCHASE,
                            timeMillis,
                            UserAction.NO_OBJECT,
                            UserAction.NO_INTEREST),
                    row.text(0) + row.text(1));
        });
    }

    /** Reads the columns {@code user_id, session_id, timestamp, step, action_type, reference, platform, city, ...} below a header. */
    static List<Step> trivago(Path file) throws TraceException {
        return CsvTrace.read(file, ',', row -> {
            if (row.line() == 1) {
                return null;
            }
            row.columns(8);
            String reference = row.text(5);
            boolean object = !reference.isEmpty()
                    && reference.length() <= 18
                    && reference.chars().allMatch(Character::isDigit);
            return new Step(
                    TraceIds.action(
                            "trivago",
                            row.line(),
                            TraceIds.user("trivago", row.text(0)),
                            row.type(4, TRIVAGO_TYPES),
                            row.number(2) * 1000,
                            object ? Long.parseLong(reference) : UserAction.NO_OBJECT,
                            TraceIds.number("trivago:city:" + row.text(7)),
                            shown(row)),
                    row.text(1));
        });
    }

    /** Returns the hotels of the result list of a row; only rows of the type clickout have one. */
    private static long[] shown(CsvTrace.Row row) throws TraceException {
        boolean none = row.width() <= TRIVAGO_IMPRESSIONS
                || row.text(TRIVAGO_IMPRESSIONS).isEmpty();
        return none ? new long[0] : row.numbers(TRIVAGO_IMPRESSIONS, "\\|");
    }

    /**
     * Reads {@code session item seconds} separated by tabs below a header, with fractions of seconds.
     *
     * <p>The data set has no users: a session counts as a user, who does not return.
     */
    static List<Step> yoochoose(Path file) throws TraceException {
        return CsvTrace.read(file, '\t', row -> {
            if (row.line() == 1) {
                return null;
            }
            row.columns(3);
            return new Step(
                    TraceIds.action(
                            "yoochoose",
                            row.line(),
                            TraceIds.user("yoochoose", row.text(0)),
                            ActionType.VIEW,
                            row.millis(2),
                            row.number(1),
                            UserAction.NO_INTEREST),
                    row.text(0));
        });
    }

    /** Reads the columns {@code case,activity,time} of a process log below a header, times as {@code 2011-10-01 19:45:13} UTC; a case counts as a user. */
    static List<Step> bpi(Path file) throws TraceException {
        return CsvTrace.read(file, ',', row -> {
            if (row.line() == 1) {
                return null;
            }
            row.columns(3);
            return new Step(
                    TraceIds.action(
                            "bpi",
                            row.line(),
                            TraceIds.user("bpi", row.text(0)),
                            row.type(1, BEFORE_FIRST_ACTIVITY),
                            row.timeMillis(2),
                            UserAction.NO_OBJECT,
                            UserAction.NO_INTEREST),
                    row.text(0));
        });
    }
}
