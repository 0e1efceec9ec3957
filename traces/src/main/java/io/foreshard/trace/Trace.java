package io.foreshard.trace;

import io.foreshard.ingest.UserAction;
import java.util.List;

/**
 * A behaviour trace: the actions of users, ordered by time. Immutable and thread-safe.
 *
 * @param name short name for tables and reports, without the path of a file
 * @param actions actions in the order of their times, at least one
 */
public record Trace(String name, List<UserAction> actions) {
    /**
     * Opens a trace.
     *
     * @param spec {@code synthetic[:SEED]} (a shop), {@code purchases[:SEED]} (18 months of purchases), or {@code taobao:FILE}, {@code cdnow:FILE}, {@code trivago:FILE},
     *     {@code yoochoose:FILE}, {@code bpi:FILE}; files may be compressed with gzip
     * @throws TraceException if it is unknown, unreadable or malformed, with a sentence for the user
     */
    public static Trace open(String spec) throws TraceException {
        int colon = spec.indexOf(':');
        String format = colon < 0 ? spec : spec.substring(0, colon);
        String argument = colon < 0 ? "" : spec.substring(colon + 1);
        return switch (format) {
            case "synthetic" -> new Trace(format, new SyntheticTrace(seed(argument)).shop());
            case "purchases" -> new Trace(format, new SyntheticTrace(seed(argument)).purchases());
            case "taobao" -> new Trace(format, RecordedTrace.taobao(file(format, argument)));
            case "cdnow" -> new Trace(format, RecordedTrace.cdnow(file(format, argument)));
            case "trivago" -> new Trace(format, RecordedTrace.trivago(file(format, argument)));
            case "yoochoose" -> new Trace(format, RecordedTrace.yoochoose(file(format, argument)));
            case "bpi" -> new Trace(format, RecordedTrace.bpi(file(format, argument)));
            default -> throw new TraceException("There is no trace format '" + format
                    + "'; use synthetic[:SEED], purchases[:SEED], taobao:FILE, cdnow:FILE, trivago:FILE, "
                    + "yoochoose:FILE or bpi:FILE.");
        };
    }

    private static long seed(String argument) throws TraceException {
        try {
            return argument.isEmpty() ? SyntheticTrace.DEFAULT_SEED : Long.parseLong(argument);
        } catch (NumberFormatException e) {
            throw new TraceException(
                    "The seed of the synthetic trace is a whole number, but was '" + argument + "'.", e);
        }
    }

    private static java.nio.file.Path file(String format, String argument) throws TraceException {
        if (argument.isEmpty()) {
            throw new TraceException("The trace needs a file: " + format + ":FILE.");
        }
        try {
            return java.nio.file.Path.of(argument);
        } catch (java.nio.file.InvalidPathException e) {
            throw new TraceException("'" + argument + "' is not a path.", e);
        }
    }
}
