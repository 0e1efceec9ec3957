package io.foreshard.workbench.evaluate;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.Hashing;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The accesses of a trace to units: each action reads the last ten rows of its user, then writes one row. Rows have 1 KiB. Immutable.
 *
 * <p>A row of a unit that is not local is a remote read, and makes the unit local; the next row in it is a hit. No other read is modelled: neither objects, nor scans, nor rows of
 * other users, and pages in memory count as local.
 */
final class HistoryReads {
    /** Bytes of a row. */
    static final int ROW_BYTES = 1_024;

    private static final int HISTORY = 10;

    /** The number of rows of the trace. */
    private final int rows;

    private final int[] unitOf;
    /** Rows of its unit that were written up to each row. */
    private final int[] filled;

    private final long[] timeMillis;
    private final int[] userOf;
    private final int[] saltOf;
    private final List<int[]> reads = new ArrayList<>();
    private final List<int[]> rowsOfUnit = new ArrayList<>();

    HistoryReads(List<UserAction> actions, Placement placement, int unitRows) {
        rows = actions.size();
        unitOf = new int[rows];
        filled = new int[rows];
        timeMillis = new long[rows];
        userOf = new int[rows];
        saltOf = new int[rows];
        Map<Long, Integer> open = new HashMap<>();
        List<Integer> sizes = new ArrayList<>();
        Map<UUID, List<Integer>> histories = new HashMap<>();
        for (int row = 0; row < rows; row++) {
            UserAction action = actions.get(row);
            List<Integer> history = histories.computeIfAbsent(action.userId(), unused -> new ArrayList<>());
            reads.add(history.subList(Math.max(0, history.size() - HISTORY), history.size()).stream()
                    .mapToInt(Integer::intValue)
                    .toArray());
            history.add(row);
            long id = placement.next(action);
            Integer unit = open.get(placement.place(id));
            if (unit == null || sizes.get(unit) == unitRows) {
                unit = sizes.size();
                open.put(placement.place(id), unit);
                sizes.add(0);
                rowsOfUnit.add(new int[unitRows]);
            }
            rowsOfUnit.get(unit)[sizes.get(unit)] = row;
            sizes.set(unit, sizes.get(unit) + 1);
            unitOf[row] = unit;
            filled[row] = sizes.get(unit);
            timeMillis[row] = action.time().toEpochMilli();
            userOf[row] = number(Hashing.user(action.userId()));
            saltOf[row] = number(ProfileLayout.transactions().get(id, Field.SALT));
        }
    }

    /** Returns a number of a user that is not the unknown one. */
    private static int number(long hash) {
        return (int) Hashing.mix(hash) | 1;
    }

    /** Returns the number of actions, each of which writes a row. */
    int actions() {
        return rows;
    }

    /** Returns the rows that an action reads. */
    int[] reads(int action) {
        return reads.get(action);
    }

    int unit(int row) {
        return unitOf[row];
    }

    /** Returns how many rows its unit has once the row is written. */
    int filled(int row) {
        return filled[row];
    }

    long timeMillis(int action) {
        return timeMillis[action];
    }

    /** Returns the number of the user of a row, as a policy is told. */
    int user(int row, Numbering numbering) {
        return switch (numbering) {
            case USER -> userOf[row];
            case SALT -> saltOf[row];
            case UNIT -> number(unitOf[row]);
            case UNKNOWN -> 0;
        };
    }

    /** Returns the numbers of the users of the first rows of a unit. */
    int[] users(int unit, int rowsWritten, Numbering numbering) {
        return switch (numbering) {
            case USER, SALT -> Arrays.stream(rowsOfUnit.get(unit), 0, rowsWritten)
                    .map(row -> user(row, numbering))
                    .toArray();
            case UNIT -> new int[] {number(unit)};
            case UNKNOWN -> new int[0];
        };
    }

    /** Returns the unit of each access, in order. */
    long[] accesses() {
        List<Integer> units = new ArrayList<>();
        for (int action = 0; action < rows; action++) {
            for (int row : reads.get(action)) {
                units.add(unitOf[row]);
            }
            units.add(unitOf[action]);
        }
        return units.stream().mapToLong(Integer::longValue).toArray();
    }

    /** What a policy knows of the user of a row. */
    enum Numbering {
        /** The user. */
        USER,
        /** The salt of the row's profile id, 17 bits: a user has eight, and shares them with others. */
        SALT,
        /** The unit instead of a user: visits and last access of the unit. */
        UNIT,
        /** Nothing. */
        UNKNOWN
    }
}
