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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads the rows of a trace in separated columns, plain or compressed with gzip. Stateless. */
final class CsvTrace {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    /** Order of the steps of a trace. */
    static final Comparator<Step> BY_TIME =
            Comparator.comparing(step -> step.action().time());

    private CsvTrace() {}

    /** Turns a row into an action. */
    interface RowReader {
        /** Returns the action of a row, or null to skip the row. */
        Step read(Row row) throws TraceException;
    }

    /**
     * An action of a trace.
     *
     * @param session name of its session, or null if the trace does not tell
     */
    record Step(UserAction action, String session) {}

    /**
     * Returns the actions of a file, ordered by time.
     *
     * @param separator separator of the columns; consecutive blanks are one
     * @throws TraceException if the file is absent, malformed or without any action, with a sentence for the user
     */
    static List<Step> read(Path file, char separator, RowReader reader) throws TraceException {
        CsvMapper mapper = CsvMapper.builder()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .build();
        List<Step> steps = new ArrayList<>();
        int line = 0;
        try (Reader text = open(file);
                MappingIterator<String[]> rows = mapper.readerFor(String[].class)
                        .with(mapper.schemaFor(String[].class).withColumnSeparator(separator))
                        .readValues(text)) {
            while (rows.hasNext()) {
                line++;
                Step step = reader.read(new Row(file, line, compact(rows.next(), separator)));
                if (step != null) {
                    steps.add(step);
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
        if (steps.isEmpty()) {
            throw new TraceException(file + " holds no action.");
        }
        steps.sort(BY_TIME);
        return steps;
    }

    /** Blanks align columns, so consecutive blanks are one separator. */
    private static String[] compact(String[] columns, char separator) {
        return separator == ' '
                ? Arrays.stream(columns).filter(column -> !column.isEmpty()).toArray(String[]::new)
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

    /**
     * A row of a file.
     *
     * @param line number of the row, from 1
     */
    record Row(Path file, int line, String[] columns) {
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

        int width() {
            return columns.length;
        }

        long[] numbers(int column, String separator) throws TraceException {
            try {
                return Arrays.stream(columns[column].split(separator))
                        .mapToLong(Long::parseLong)
                        .toArray();
            } catch (NumberFormatException e) {
                throw malformed("has no list of whole numbers in column " + (column + 1));
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

        /** Returns a number of seconds with a fraction, in milliseconds. */
        long millis(int column) throws TraceException {
            try {
                return new BigDecimal(columns[column].trim())
                        .movePointRight(3)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw malformed("has no number of seconds in column " + (column + 1));
            }
        }

        long timeMillis(int column) throws TraceException {
            try {
                return LocalDateTime.parse(columns[column], TIME)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
            } catch (DateTimeParseException e) {
                throw malformed("has no time like 2011-10-01 19:45:13 in column " + (column + 1));
            }
        }

        /** Returns the type of a custom code, which is counted from 1. */
        int type(int column, int offset) throws TraceException {
            long code = number(column);
            if (code < 1 || code > ActionType.MAX - offset) {
                throw malformed("has no code from 1 to " + (ActionType.MAX - offset) + " in column " + (column + 1));
            }
            return (int) code + offset;
        }

        private TraceException malformed(String problem) {
            return new TraceException("Row " + line + " of " + file + " " + problem + ".");
        }
    }
}
