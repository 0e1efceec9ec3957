package io.foreshard.workbench.attack.cluster;

import io.foreshard.workbench.attack.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares the copies of the rows of one cache with its journal while no operation runs, then writes each unsure key again: a primary that died may hold a write that its backup never got, in an
 * ATOMIC cache also without a tier (docs/decisions/0007), and a new write makes all copies equal. Used by one thread.
 */
public final class CopyCheck {
    /** Older copies in a cache that the kill of all owners explains: writes that were under way when the first of them died. A copy that lacks more has lost rows. */
    private static final int MOST_OLDER = 16;

    private final Operations operations;
    private final Journal<Long, Long> journal;
    private final Tally tally;
    private final String where;
    private final boolean mayDiffer;
    private int older;
    /** What the first copy has for the keys whose last write was not acknowledged. */
    private final Map<Long, Optional<Long>> unsure = new HashMap<>();

    /** Writes rows to the cache. */
    @FunctionalInterface
    public interface Writer {
        /** Returns when all are acknowledged. */
        void write(Map<Long, AttackRow> rows) throws InterruptedException;
    }

    /**
     * Begins a comparison.
     *
     * @param where round and cache, for sentences
     * @param mayDiffer whether the copies of an acknowledged row may differ, as in an ATOMIC cache after all of its owners were killed: the primary that dies first may hold a write that its backup
     *     never got. The survivor gives the update counter of this write to its next one, and dies too: Ignite then takes neither copy as the newer one.
     */
    public CopyCheck(Operations operations, String cache, String where, boolean mayDiffer) {
        this.operations = operations;
        this.journal = operations.journal(cache);
        this.tally = operations.tally();
        this.where = where;
        this.mayDiffer = mayDiffer;
    }

    /** Compares the copies of a row; an absent copy is null. */
    public void compare(long key, List<AttackRow> copies) {
        Journal.Entry<Long> entry = journal.entry(key);
        Optional<Long> version = entry.acknowledged();
        if (!entry.isSure()) {
            unsure.put(key, version(copies.get(0)));
        }
        List<AttackRow> wrong = copies.stream()
                .filter(row -> !entry.allows(version(row)) || row != null && !row.isWhole(key))
                .toList();
        if (wrong.isEmpty()) {
            return;
        }
        boolean areOlder = wrong.stream().allMatch(row -> isOlder(key, version, row));
        if (mayDiffer && areOlder && wrong.size() < copies.size() && older < MOST_OLDER) {
            older += wrong.size();
            tally.figure("olderCopies", wrong.size());
        } else {
            RowCheck.compare(
                    tally,
                    where + " key " + key + attempt(entry) + ", " + wrong.size() + " of " + copies.size() + " copies",
                    key,
                    version,
                    wrong.get(0));
        }
        journal.attempted(key, version(wrong.get(0))); // written again below, so that it is counted once
    }

    /** Returns whether a copy may be a state of the row before the acknowledged one: a mixed or a newer row is not. */
    private static boolean isOlder(long key, Optional<Long> acknowledged, AttackRow row) {
        return row == null
                || row.isWhole(key)
                        && acknowledged.map(version -> row.version() < version).orElse(true);
    }

    private static Optional<Long> version(AttackRow row) {
        return Optional.ofNullable(row).map(AttackRow::version);
    }

    private static String attempt(Journal.Entry<Long> entry) {
        return entry.isSure()
                ? ""
                : " (attempted " + entry.attempted().map(String::valueOf).orElse("a removal") + ")";
    }

    /**
     * Checks that transactions that were not acknowledged wrote all of their keys or none.
     *
     * @param mustBeWhole whether a torn transaction is a violation: after all servers were killed it is none, as Ignite keeps no record of a prepared transaction
     */
    public void transactions(boolean mustBeWhole) {
        for (Map<Long, Optional<Long>> transaction : operations.takeAttemptedTransactions()) {
            long changed = transaction.entrySet().stream()
                    .filter(write -> write.getValue().equals(unsure.get(write.getKey())))
                    .count();
            long unchanged = transaction.keySet().stream()
                    .filter(key -> journal.entry(key).acknowledged().equals(unsure.get(key)))
                    .count();
            if (changed != transaction.size() && unchanged != transaction.size()) {
                tally.figure("tornTransactions", 1);
                if (mustBeWhole) {
                    tally.violation(where + ": a transaction wrote " + changed + " of its " + transaction.size()
                            + " keys: " + transaction + ", found "
                            + unsure.entrySet().stream()
                                    .filter(e -> transaction.containsKey(e.getKey()))
                                    .toList() + ".");
                }
            }
        }
    }

    /** Writes the unsure keys again, or all if copies may differ. */
    public void rewrite(Writer writer) throws InterruptedException {
        Map<Long, Optional<Long>> values = new TreeMap<>();
        (mayDiffer ? List.copyOf(journal.keys()) : journal.unsureKeys())
                .forEach(key -> values.put(key, Optional.of(operations.nextVersion())));
        if (!values.isEmpty() && !operations.write(journal, values, () -> writer.write(AttackRow.of(values)))) {
            tally.violation(where + ": " + values.size() + " rows cannot be written although all servers run.");
        }
    }
}
