package io.foreshard.plugin.node;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.ignite.IgniteLogger;

/**
 * The log and the counts of the events of a node, which {@link StoreEvents}, {@link TierEvents} and {@link ClusterEvents} describe: at most one line for each kind of event in 10 s, with the number of suppressed lines.
 * Thread-safe; does not block.
 *
 * <p>In Ignite's quiet mode (the default) only errors of the log reach the console, so this class prints each line to standard output, as Ignite prints its
 * own. It also writes the line to the log, with a marker by which a log configuration can hide it from the console.
 */
final class EventLog {
    /** Marker of the lines that were printed. */
    static final String PRINTED = "FORESHARD_PRINTED";

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final IgniteLogger log;
    private final PrintStream console;
    private final LongSupplier nanoTime;
    private final AtomicLongArray counts = new AtomicLongArray(Event.values().length);
    private final Line[] lines = new Line[Event.values().length];

    EventLog(IgniteLogger log) {
        this(log, System.out, System::nanoTime);
    }

    EventLog(IgniteLogger log, PrintStream console, LongSupplier nanoTime) {
        this.log = log;
        this.console = console;
        this.nanoTime = nanoTime;
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new Line(nanoTime.getAsLong());
        }
    }

    /** Returns the events of a kind since the node started. */
    long count(Event event) {
        return counts.get(event.ordinal());
    }

    /** Counts an event without a line. */
    void increment(Event event) {
        counts.incrementAndGet(event.ordinal());
    }

    /**
     * Counts an event, and logs it unless its kind was logged less than 10 s ago.
     *
     * @param cause null if the event has none
     */
    void report(Event event, String message, Throwable cause) {
        increment(event);
        long suppressed = lines[event.ordinal()].next(nanoTime.getAsLong());
        if (suppressed < 0) {
            return;
        }
        String sentence = message
                + causes(message, cause)
                + (suppressed == 0 ? "" : " (" + suppressed + " more of these events since the last line)");
        String marker = log.isQuiet() ? PRINTED : null;
        if (marker != null) {
            console.println(
                    "[" + LocalTime.now().format(TIME) + "] " + (event.isWarning() ? "WARNING: " : "") + sentence);
        }
        if (event.isWarning()) {
            log.warning(marker, sentence, cause);
        } else {
            log.info(marker, sentence);
        }
    }

    /** Returns the messages of a cause and of its causes, without those that an outer message contains. */
    private static String causes(String outer, Throwable cause) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage();
            if (!outer.contains(message) && text.indexOf(message) < 0) {
                text.append(text.length() == 0 ? " Cause: " : "; ").append(message);
            }
        }
        return text.toString();
    }

    /** The earliest time of the next line of one kind, and the number of lines suppressed until then. */
    private static final class Line {
        private final AtomicLong nextNanos;
        private final LongAdder suppressed = new LongAdder();

        Line(long nowNanos) {
            nextNanos = new AtomicLong(nowNanos);
        }

        /** Returns the number of lines suppressed before this one, or -1 to suppress this one too. */
        long next(long nowNanos) {
            long next = nextNanos.get();
            if (nowNanos - next >= 0 && nextNanos.compareAndSet(next, nowNanos + PAUSE_NANOS)) {
                return suppressed.sumThenReset();
            }
            suppressed.increment();
            return -1;
        }
    }
}
