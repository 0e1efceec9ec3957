package io.foreshard.plugin.internal.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The threads that are appending a record to a log; lets a thread wait for those that have begun before. Thread-safe.
 *
 * <p>Each thread counts its begins and ends in a variable that only it writes, so a record costs two stores and no thread waits for a lock. A wait reads the variable of
 * each living thread once and again only while it is odd, as a grace period of RCU does (McKenney and Slingwine, "Read-Copy Update", 1998).
 */
final class RecordsUnderWay {
    private static final int SPINS = 100;
    private static final long PAUSE_NANOS = 20_000;

    private final ThreadLocal<Appender> own = ThreadLocal.withInitial(this::add);
    private volatile Appender[] appenders = {};

    /** To be called before the record gets its place in the log, and not again before {@link #end}. */
    void begin() {
        own.get().step();
    }

    /** To be called when the record is written, also if that failed. */
    void end() {
        own.get().step();
    }

    /** Returns when each record that was begun before this call has ended; not to be called between {@link #begin} and {@link #end}. */
    void awaitBegun() {
        for (Appender appender : appenders) {
            long steps = appender.steps();
            for (int spins = 0; (steps & 1) == 1 && appender.steps() == steps && appender.thread.isAlive(); spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    /** Adds the calling thread and drops those that have ended. */
    private synchronized Appender add() {
        Appender appender = new Appender(Thread.currentThread());
        appenders = Stream.concat(Arrays.stream(appenders).filter(other -> other.thread.isAlive()), Stream.of(appender))
                .toArray(Appender[]::new);
        return appender;
    }

    /** The steps of one thread: their number is odd while it appends a record. The padding keeps two of them out of one cache line. */
    @SuppressWarnings("unused")
    private static final class Appender {
        private static final VarHandle STEPS;

        static {
            try {
                STEPS = MethodHandles.lookup().findVarHandle(Appender.class, "steps", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Thread thread;
        private long before1, before2, before3, before4, before5, before6, before7;
        private long steps;
        private long after1, after2, after3, after4, after5, after6, after7;

        Appender(Thread thread) {
            this.thread = thread;
        }

        /** A thread whose record has a later place sees the begin: places are taken by compare-and-set, which orders both. */
        void step() {
            STEPS.setRelease(this, steps + 1);
        }

        long steps() {
            return (long) STEPS.getAcquire(this);
        }
    }
}
