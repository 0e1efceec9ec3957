package io.foreshard.trace;

import io.foreshard.ingest.Sessions;
import io.foreshard.ingest.UserAction;
import io.foreshard.trace.CsvTrace.Step;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A behaviour trace: the actions of users, ordered by time. Immutable and thread-safe.
 *
 * @param name short name for tables and reports, without the path of a file
 * @param actions actions in the order of their times, at least one
 * @param sessions the same actions by session, in the order of the first action of each
 */
public record Trace(String name, List<UserAction> actions, List<List<UserAction>> sessions) {
    /** Creates a trace whose sessions are cut at pauses of more than {@link Sessions#GAP}. */
    public Trace(String name, List<UserAction> actions) {
        this(name, actions, sessionsByPause(actions));
    }

    /**
     * Opens a trace.
     *
     * <p>A session is what the file calls one, in the format cdnow a day of a customer, in the format bpi a case; in the others, actions with no pause of more than {@link Sessions#GAP}.
     *
     * @param spec {@code synthetic[:SEED]} (a shop), {@code purchases[:SEED]} (18 months of purchases), or {@code taobao:FILE}, {@code cdnow:FILE}, {@code trivago:FILE},
     *     {@code yoochoose:FILE}, {@code bpi:FILE}; files may be compressed with gzip, and a trace in several files is given as {@code FORMAT:FILE,FILE}
     * @throws TraceException if it is unknown, unreadable or malformed, with a sentence for the user
     */
    public static Trace open(String spec) throws TraceException {
        int colon = spec.indexOf(':');
        String format = colon < 0 ? spec : spec.substring(0, colon);
        String argument = colon < 0 ? "" : spec.substring(colon + 1);
        return switch (format) {
            case "synthetic" -> new Trace(format, new SyntheticTrace(seed(argument)).shop());
            case "purchases" -> new Trace(format, new SyntheticTrace(seed(argument)).purchases());
            case "taobao" -> recorded(format, argument, RecordedTrace::taobao);
            case "cdnow" -> recorded(format, argument, RecordedTrace::cdnow);
            case "trivago" -> recorded(format, argument, RecordedTrace::trivago);
            case "yoochoose" -> recorded(format, argument, RecordedTrace::yoochoose);
            case "bpi" -> recorded(format, argument, RecordedTrace::bpi);
            default -> throw new TraceException("There is no trace format '" + format
                    + "'; use synthetic[:SEED], purchases[:SEED], taobao:FILE, cdnow:FILE, trivago:FILE, "
                    + "yoochoose:FILE or bpi:FILE.");
        };
    }

    /** Reads a file of a format. */
    private interface Reader {
        List<Step> read(Path file) throws TraceException;
    }

    private static Trace recorded(String format, String argument, Reader reader) throws TraceException {
        List<Step> steps = new ArrayList<>();
        for (String file : argument.split(",", -1)) {
            steps.addAll(reader.read(file(format, file)));
        }
        steps.sort(CsvTrace.BY_TIME);
        List<UserAction> actions = steps.stream().map(Step::action).toList();
        if (steps.get(0).session() == null) {
            return new Trace(format, actions);
        }
        Map<String, List<UserAction>> sessions = new LinkedHashMap<>();
        steps.forEach(step -> sessions.computeIfAbsent(step.session(), unused -> new ArrayList<>())
                .add(step.action()));
        return new Trace(format, actions, List.copyOf(sessions.values()));
    }

    private static List<List<UserAction>> sessionsByPause(List<UserAction> actions) {
        List<List<UserAction>> sessions = new ArrayList<>();
        Map<UUID, List<UserAction>> open = new HashMap<>();
        for (UserAction action : actions) {
            List<UserAction> session = open.get(action.userId());
            if (session == null || pause(session, action) > Sessions.GAP.toMillis()) {
                session = new ArrayList<>();
                sessions.add(session);
                open.put(action.userId(), session);
            }
            session.add(action);
        }
        return sessions;
    }

    private static long pause(List<UserAction> session, UserAction next) {
        UserAction last = session.get(session.size() - 1);
        return next.time().toEpochMilli() - last.time().toEpochMilli();
    }

    private static long seed(String argument) throws TraceException {
        try {
            return argument.isEmpty() ? SyntheticTrace.DEFAULT_SEED : Long.parseLong(argument);
        } catch (NumberFormatException e) {
            throw new TraceException(
                    "The seed of the synthetic trace is a whole number, but was '" + argument + "'.", e);
        }
    }

    private static Path file(String format, String argument) throws TraceException {
        if (argument.isEmpty()) {
            throw new TraceException("The trace needs a file: " + format + ":FILE.");
        }
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw new TraceException("'" + argument + "' is not a path.", e);
        }
    }
}
