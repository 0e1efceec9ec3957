package io.foreshard.workbench.attack.kill;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.Journal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.ignite.client.IgniteClient;

/**
 * Compares both copies of every row with the journals while no operation runs, then writes each unsure key again: a primary that died may hold a write that its backup never got, in an ATOMIC
 * cache also without a tier (docs/decisions/0007), and a new write makes both copies equal. Used by one thread.
 */
final class Verifier {
    private static final int KEYS_AT_ONCE = 500;

    private final Load load;
    private final List<IgniteClient> servers;
    private final IgniteClient client;
    private final Tally tally;
    private final String round;

    /** @param servers a client of each server, which reads the copies of that server */
    Verifier(Load load, List<IgniteClient> servers, String round) {
        this.load = load;
        this.servers = servers;
        this.client = load.control();
        this.tally = load.operations().tally();
        this.round = round;
    }

    /**
     * Compares all tables.
     *
     * @param total whether both servers were killed: Ignite keeps no record of a prepared transaction, so one that was not acknowledged may have written some of its keys; and a copy
     *     in an ATOMIC cache may lack a write, see {@link #mayDiffer}
     */
    void verify(boolean total) throws InterruptedException {
        Map<Long, Optional<Long>> before = Map.of();
        for (String cache : KillTables.ownCaches()) {
            Map<Long, Optional<Long>> found = compare(cache, total && mayDiffer(cache));
            if (cache.equals(KillTables.TRANSACTIONAL)) {
                before = found;
            }
        }
        checkTransactions(before, !total);
        if (!load.ingester().finish()) {
            tally.violation(round + ": a batch of actions is refused each time it is sent again.");
        }
        compareTransactionTable();
        for (String cache : KillTables.ownCaches()) {
            rewrite(cache, total && mayDiffer(cache));
            count(KillTables.table(cache), load.operations().journal(cache).rows());
        }
        count(
                TableNames.DEFAULT.schema() + "." + TableNames.DEFAULT.table(),
                load.ingester().journal().rows());
    }

    /** Returns what the first server has for the keys whose last write was not acknowledged. */
    private Map<Long, Optional<Long>> compare(String name, boolean mayDiffer) {
        Journal<Long, Long> journal = load.operations().journal(name);
        Map<Long, Optional<Long>> unsure = new HashMap<>();
        for (long first = 0; first < Load.KEYS; first += KEYS_AT_ONCE) {
            Map<Long, Optional<Long>> expected = new TreeMap<>();
            for (long key = first; key < Math.min(Load.KEYS, first + KEYS_AT_ONCE); key++) {
                expected.put(key, journal.entry(key).acknowledged());
            }
            List<Map<Long, AttackRow>> copies = servers.stream()
                    .map(server -> server.<Long, AttackRow>cache(name).getAll(expected.keySet()))
                    .toList();
            tally.figure("rowsCompared", (long) expected.size() * copies.size());
            expected.forEach((key, version) -> {
                Journal.Entry<Long> entry = journal.entry(key);
                List<AttackRow> rows =
                        copies.stream().map(copy -> copy.get(key)).toList();
                if (!entry.isSure()) {
                    unsure.put(key, version(rows.get(0)));
                }
                List<AttackRow> wrong = rows.stream()
                        .filter(row -> !entry.allows(version(row)) || row != null && !row.isWhole(key))
                        .toList();
                if (wrong.isEmpty()) {
                    return;
                }
                boolean areOlder = wrong.stream().allMatch(row -> isOlder(key, version, row));
                if (mayDiffer && areOlder && wrong.size() < rows.size()) {
                    tally.figure("olderCopies", wrong.size());
                } else {
                    String where = round + ", " + name + " key " + key + attempt(entry) + ", " + wrong.size() + " of "
                            + rows.size() + " copies";
                    RowCheck.compare(tally, where, key, version, wrong.get(0));
                }
                journal.attempted(key, version(wrong.get(0))); // written again below, so that it is counted once
            });
        }
        return unsure;
    }

    /**
     * Returns whether the copies of an acknowledged row may differ after both servers were killed. In an ATOMIC cache the primary that dies first may hold a write that its backup never got. The
     * survivor gives the update counter of this write to its next one, and dies too: Ignite then takes neither copy as the newer one.
     */
    private static boolean mayDiffer(String name) {
        return name.equals(KillTables.ATOMIC);
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

    private void checkTransactions(Map<Long, Optional<Long>> found, boolean mustBeWhole) {
        for (Map<Long, Optional<Long>> transaction : load.operations().takeAttemptedTransactions()) {
            Journal<Long, Long> journal = load.operations().journal(KillTables.TRANSACTIONAL);
            long changed = transaction.entrySet().stream()
                    .filter(write -> write.getValue().equals(found.get(write.getKey())))
                    .count();
            long unchanged = transaction.keySet().stream()
                    .filter(key -> journal.entry(key).acknowledged().equals(found.get(key)))
                    .count();
            if (changed != transaction.size() && unchanged != transaction.size()) {
                tally.figure("tornTransactions", 1);
                if (mustBeWhole) {
                    tally.violation(round + ": a transaction wrote " + changed + " of its " + transaction.size()
                            + " keys: " + transaction + ", found "
                            + found.entrySet().stream()
                                    .filter(e -> transaction.containsKey(e.getKey()))
                                    .toList() + ".");
                }
            }
        }
    }

    private void rewrite(String name, boolean all) throws InterruptedException {
        Journal<Long, Long> journal = load.operations().journal(name);
        Map<Long, Optional<Long>> values = new TreeMap<>();
        (all ? List.copyOf(journal.keys()) : journal.unsureKeys())
                .forEach(key -> values.put(key, Optional.of(load.operations().nextVersion())));
        if (values.isEmpty()) {
            return;
        }
        boolean acknowledged = load.operations().write(journal, values, () -> client.<Long, AttackRow>cache(name)
                .putAll(Writer.rows(values)));
        if (!acknowledged) {
            tally.violation(
                    round + ", " + name + ": " + values.size() + " rows cannot be written although both servers run.");
        }
    }

    private void compareTransactionTable() {
        Journal<TransactionKey, UserAction> journal = load.ingester().journal();
        List<TransactionKey> keys = new ArrayList<>(journal.keys());
        for (int first = 0; first < keys.size(); first += KEYS_AT_ONCE) {
            List<TransactionKey> some = keys.subList(first, Math.min(keys.size(), first + KEYS_AT_ONCE));
            List<Map<TransactionKey, TransactionRecord>> copies = servers.stream()
                    .map(server -> server.<TransactionKey, TransactionRecord>cache(TableNames.DEFAULT.transactions())
                            .getAll(new HashSet<>(some)))
                    .toList();
            tally.figure("rowsCompared", (long) some.size() * copies.size());
            for (TransactionKey key : some) {
                compare(
                        key,
                        journal.entry(key),
                        copies.stream()
                                .map(copy -> Optional.ofNullable(copy.get(key)))
                                .toList());
            }
        }
    }

    private void compare(
            TransactionKey key, Journal.Entry<UserAction> entry, List<Optional<TransactionRecord>> copies) {
        String where = round + ", " + TableNames.DEFAULT.transactions() + " " + key;
        long present = copies.stream().filter(Optional::isPresent).count();
        if (present < copies.size() && entry.isSure()) {
            tally.lost(where + ": an acknowledged transaction was found in " + present + " of " + copies.size()
                    + " copies.");
        }
        UserAction action = entry.acknowledged().orElseThrow();
        for (TransactionRecord row : copies.stream().flatMap(Optional::stream).toList()) {
            if (!Arrays.equals(row.payload(), action.payload()) || !row.userId().equals(action.userId())) {
                tally.wrong(where + ": the record differs from the acknowledged action.");
            }
        }
        if (!entry.isSure() || present == 0) {
            load.ingester().settle(key, present > 0);
        }
    }

    private void count(String table, long rows) {
        long found = KillCluster.count(client, "SELECT COUNT(*) FROM " + table);
        if (found != rows) {
            tally.wrong(round + ", " + table + ": " + found + " rows were counted instead of " + rows + ".");
        }
    }
}
