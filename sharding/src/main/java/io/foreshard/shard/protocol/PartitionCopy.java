package io.foreshard.shard.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A copy of a partition, with the states and the traps of Ignite 2.17: an evicted copy keeps its update counter until a checkpoint deletes its file, and a copy
 * that is wanted again while it is cleared keeps its counter and goes on being cleared. A row is a key with the number of its last update. Not thread-safe.
 */
final class PartitionCopy {
    /** The state of a copy. */
    enum State {
        /** All rows are there. */
        OWNING,
        /** Rows are being copied to it. */
        MOVING,
        /** It is being cleared, since it has no use any more. */
        RENTING,
        /** It is cleared; its file is there until the next checkpoint. */
        EVICTED
    }

    private State state;
    private TreeMap<Integer, Long> rows = new TreeMap<>();
    /** The update counter on the disk; that of a moving copy stays until it has all rows. */
    private long counter;
    /** The update counter from which a moving copy asks for changes; 0 asks for all rows. */
    private long initialCounter;
    /** Rows with an update below this number are being deleted; 0 if none are. */
    private long clearBelow;
    /** The rows before they were cleared: a crash restores those of which no checkpoint has deleted the pages. */
    private TreeMap<Integer, Long> rowsBeforeClear = new TreeMap<>();
    /** Whether the copy had all rows before they were cleared. */
    private boolean wasOwning;
    /** No log reaches back to the counter: the copy needs all rows. */
    private boolean beyondLog;
    /** A late write dropped the object that would reset the counter when the copy is wanted again. */
    private boolean forgotten;
    /** Keys still to be copied; null while nothing is copied. */
    private Deque<Integer> missing;

    private PartitionCopy(State state) {
        this.state = state;
    }

    /** Returns the copy of a new, empty partition. */
    static PartitionCopy first() {
        return new PartitionCopy(State.OWNING);
    }

    /** Returns a copy that was never there. */
    static PartitionCopy created() {
        return new PartitionCopy(State.MOVING);
    }

    State state() {
        return state;
    }

    boolean isOwning() {
        return state == State.OWNING;
    }

    long counter() {
        return counter;
    }

    Map<Integer, Long> rows() {
        return rows;
    }

    boolean isClearing() {
        return clearBelow > 0;
    }

    /**
     * The server becomes an owner while the copy is being cleared, or after it was.
     *
     * @param allRows whether the copy asks for all rows
     * @param durable whether it does so after a crash too: its counter on the disk is reset
     */
    void want(boolean allRows, boolean durable) {
        switch (state) {
            case OWNING, MOVING -> {}
            case RENTING -> {
                state = State.MOVING;
                clearBelow = isClearing() ? counter + 1 : 0;
                initialCounter = allRows ? 0 : counter;
                counter = durable ? 0 : counter;
            }
            case EVICTED -> {
                state = State.MOVING;
                // Ignite resets the counter of a copy that it creates again, if it still has the object of the evicted
                // one.
                counter = forgotten && !allRows ? counter : 0;
                initialCounter = counter;
                forgotten = false;
                rowsBeforeClear.clear();
            }
        }
    }

    /** The copy lacks updates that others have. */
    void lag() {
        state = State.MOVING;
        initialCounter = counter;
    }

    /** Ends the copying; it begins anew from the same counter. */
    void cancelDemand() {
        missing = null;
    }

    /** Applies a write. */
    void write(int key, long number) {
        rows.merge(key, number, Math::max);
        if (state == State.OWNING) {
            counter = number;
        }
    }

    /** A primary with an old view sends a write after the eviction. */
    void writeLate() {
        forgotten = state == State.EVICTED;
    }

    /** Begins to delete the rows: the copy is of no use, and all owners are complete. */
    void rent() {
        wasOwning = isOwning();
        state = State.RENTING;
        missing = null;
        clear();
    }

    private void clear() {
        clearBelow = Long.MAX_VALUE;
        rowsBeforeClear = new TreeMap<>(rows);
    }

    /** Deletes one row, or ends the deletion. */
    void clearOne() {
        for (Map.Entry<Integer, Long> row : rows.entrySet()) {
            if (row.getValue() < clearBelow) {
                rows.remove(row.getKey());
                return;
            }
        }
        clearBelow = 0;
        if (state == State.RENTING) {
            state = State.EVICTED;
        }
    }

    /** Copies some rows of a complete copy. */
    void copyFrom(PartitionCopy supplier, Random random) {
        if (missing == null) {
            begin(supplier, random);
            return;
        }
        if (initialCounter == 0 && isClearing()) {
            return; // all rows are asked for after the clearing
        }
        for (int left = 1 + random.nextInt(8); left > 0 && !missing.isEmpty(); left--) {
            int key = missing.poll();
            Long number = supplier.rows.get(key); // null if this supplier has lost a row that the one before had
            if (number != null) {
                rows.merge(key, number, Math::max);
            }
        }
        if (missing.isEmpty()) {
            state = State.OWNING;
            counter = supplier.counter;
            missing = null;
            beyondLog = false;
            rowsBeforeClear.clear();
        }
    }

    private void begin(PartitionCopy supplier, Random random) {
        beyondLog |= random.nextInt(5) == 0;
        initialCounter = beyondLog ? 0 : initialCounter;
        if (initialCounter == 0 && !isClearing() && !rows.isEmpty()) {
            long next = supplier.counter + 1;
            clear();
            clearBelow = next;
        }
        List<Integer> keys = new ArrayList<>();
        supplier.rows.forEach((key, number) -> {
            if (number > initialCounter) {
                keys.add(key);
            }
        });
        missing = new ArrayDeque<>(keys);
    }

    /** The process ends. Evictions are not in the log: deleted rows may be there again, as of the last checkpoint. */
    void crash(Random random) {
        switch (state) {
            case OWNING -> {}
            case MOVING -> restoreSome(random);
            case RENTING -> {
                if (wasOwning && random.nextBoolean()) {
                    state = State.OWNING;
                    rows = new TreeMap<>(rowsBeforeClear);
                } else {
                    restoreSome(random);
                }
            }
            case EVICTED -> {
                if (random.nextBoolean()) {
                    state = State.RENTING;
                    restoreSome(random);
                }
            }
        }
        initialCounter = counter;
        clearBelow = 0;
        forgotten = false;
        missing = null;
    }

    private void restoreSome(Random random) {
        rowsBeforeClear.forEach((key, number) -> {
            if (random.nextBoolean()) {
                rows.putIfAbsent(key, number);
            }
        });
    }
}
