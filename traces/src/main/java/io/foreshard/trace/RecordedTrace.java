package io.foreshard.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The readers of recorded traces: one for each format, plain or compressed with gzip. Stateless. */
final class RecordedTrace {
    /** Days of the taobao format begin in this zone. */
    private static final ZoneOffset TAOBAO_ZONE = ZoneOffset.ofHours(8);
    /** Days with less than this share of the rows of the busiest day hold wrong times only: 35 of 13,000 in the public data set. */
    private static final double MIN_SHARE_OF_BUSIEST_DAY = .01;

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

    private RecordedTrace() {}

    /**
     * Reads {@code user,item,category,behaviour,seconds} without a header.
     *
     * <p>The public data set has a few rows with wrong times, some of them before 1970: rows of days with less than 1 % of the rows of the busiest
     * day are dropped.
     */
    static List<UserAction> taobao(Path file) throws TraceException {
        List<UserAction> actions = read(file, ',', row -> {
            row.columns(5);
            long seconds = row.number(4);
            if (seconds < 0) {
                return null;
            }
            return TraceIds.action(
                    "taobao",
                    row.line(),
                    TraceIds.user("taobao", row.text(0)),
                    row.type(3, TAOBAO_TYPES),
                    seconds * 1000,
                    row.number(1),
                    row.number(2));
        });
        return withoutSparseDays(actions);
    }

    private static List<UserAction> withoutSparseDays(List<UserAction> actions) {
        Map<LocalDate, Integer> rows = new HashMap<>();
        actions.forEach(action -> rows.merge(day(action), 1, Integer::sum));
        double minRows = MIN_SHARE_OF_BUSIEST_DAY * Collections.max(rows.values());
        return actions.stream()
                .filter(action -> rows.get(day(action)) >= minRows)
                .toList();
    }

    private static LocalDate day(UserAction action) {
        return action.time().atOffset(TAOBAO_ZONE).toLocalDate();
    }

    /** Reads {@code customer date number amount} separated by blanks, dates as yyyyMMdd, with or without a header; a purchase is at noon of its day. */
    static List<UserAction> cdnow(Path file) throws TraceException {
        return read(file, ' ', row -> {
            row.columns(4);
            if (row.line() == 1 && row.text(0).equals("customer_id")) {
                return null;
            }
            LocalDate day = row.date(1);
            long timeMillis = day.atTime(12, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
            return TraceIds.action(
                    "cdnow",
                    row.line(),
                    TraceIds.user("cdnow", row.text(0)),
                    ActionType.PURCHASE,
                    timeMillis,
                    UserAction.NO_OBJECT,
                    UserAction.NO_INTEREST);
        });
    }

    /** Reads the columns {@code user_id, session_id, timestamp, step, action_type, reference, platform, city, ...} below a header. */
    static List<UserAction> trivago(Path file) throws TraceException {
        return read(file, ',', row -> {
            if (row.line() == 1) {
                return null;
            }
            row.columns(8);
            String reference = row.text(5);
            boolean object = !reference.isEmpty()
                    && reference.length() <= 18
                    && reference.chars().allMatch(Character::isDigit);
            return TraceIds.action(
                    "trivago",
                    row.line(),
                    TraceIds.user("trivago", row.text(0)),
                    row.type(4, TRIVAGO_TYPES),
                    row.number(2) * 1000,
                    object ? Long.parseLong(reference) : UserAction.NO_OBJECT,
                    TraceIds.number("trivago:city:" + row.text(7)));
        });
    }

    private interface RowReader {
        /** Returns the action of a row, or null to skip the row. */
        UserAction read(Row row) throws TraceException;
    }

    private static List<UserAction> read(Path file, char separator, RowReader reader) throws TraceException {
        CsvMapper mapper = CsvMapper.builder()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .build();
        List<UserAction> actions = new ArrayList<>();
        int line = 0;
        try (Reader text = open(file);
                MappingIterator<String[]> rows = mapper.readerFor(String[].class)
                        .with(mapper.schemaFor(String[].class).withColumnSeparator(separator))
                        .readValues(text)) {
            while (rows.hasNext()) {
                line++;
                UserAction action = reader.read(new Row(file, line, compact(rows.next(), separator)));
                if (action != null) {
                    actions.add(action);
                }
            }
        } catch (NoSuchFileException e) {
            throw new TraceException("There is no file " + file + ".", e);
        } catch (TraceException e) {
            throw e;
        } catch (RuntimeException | JsonProcessingException e) {
            throw new TraceException(
                    file + " is not a trace of this format: row " + (line + 1) + " cannot be parsed.", e);
        } catch (IOException e) {
            throw new TraceException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (actions.isEmpty()) {
            throw new TraceException(file + " holds no action.");
        }
        actions.sort(Comparator.comparing(UserAction::time));
        return actions;
    }

    /** Blanks align columns, so consecutive blanks are one separator. */
    private static String[] compact(String[] columns, char separator) {
        return separator == ' '
                ? java.util.Arrays.stream(columns)
                        .filter(column -> !column.isEmpty())
                        .toArray(String[]::new)
                : columns;
    }

    private static Reader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return new InputStreamReader(gzip ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private record Row(Path file, int line, String[] columns) {
        void columns(int expected) throws TraceException {
            if (columns.length < expected) {
                throw malformed("has " + columns.length + " columns, " + expected + " are needed");
            }
        }

        String text(int column) {
            return columns[column];
        }

        long number(int column) throws TraceException {
            try {
                return Long.parseLong(columns[column].trim());
            } catch (NumberFormatException e) {
                throw malformed("has no whole number in column " + (column + 1));
            }
        }

        LocalDate date(int column) throws TraceException {
            try {
                return LocalDate.parse(columns[column], DateTimeFormatter.BASIC_ISO_DATE);
            } catch (DateTimeParseException e) {
                throw malformed("has no date like 19970131 in column " + (column + 1));
            }
        }

        int type(int column, Map<String, Integer> types) throws TraceException {
            Integer type = types.get(columns[column]);
            if (type == null) {
                throw malformed("has an unknown action in column " + (column + 1));
            }
            return type;
        }

        private TraceException malformed(String problem) {
            return new TraceException("Row " + line + " of " + file + " " + problem + ".");
        }
    }
}
