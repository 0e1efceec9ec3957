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
import org.apache.ignite.client.ClientCache;
import org.apache.ignite.client.IgniteClient;

/**
 * Compares every row with the journals while no operation runs, then writes each unsure key again: a primary that died may hold a write that its backup never got, in an ATOMIC cache also
 * without a tier (docs/decisions/0007), and a new write makes both copies equal. Used by one thread.
 */
final class Verifier {
    private static final int KEYS_AT_ONCE = 500;

    private final Load load;
    private final IgniteClient client;
    private final Tally tally;
    private final String round;

    Verifier(Load load, String round) {
        this.load = load;
        this.client = load.control();
        this.tally = load.operations().tally();
        this.round = round;
    }

    /**
     * Compares all tables.
     *
     * @param wholeTransactions whether a transaction that was not acknowledged must have written all keys or none: not if both servers were killed, since Ignite
     *     keeps no record of a prepared transaction
     */
    void verify(boolean wholeTransactions) throws InterruptedException {
        Map<Long, Optional<Long>> before = Map.of();
        for (String cache : KillTables.ownCaches()) {
            Map<Long, Optional<Long>> found = compare(cache);
            if (cache.equals(KillTables.TRANSACTIONAL)) {
                before = found;
            }
        }
        checkTransactions(before, wholeTransactions);
        if (!load.ingester().finish()) {
            tally.violation(round + ": a batch of actions is refused each time it is sent again.");
        }
        compareTransactionTable();
        for (String cache : KillTables.ownCaches()) {
            rewrite(cache);
            count(KillTables.table(cache), load.operations().journal(cache).rows());
        }
        count(
                TableNames.DEFAULT.schema() + "." + TableNames.DEFAULT.table(),
                load.ingester().journal().rows());
    }

    private Map<Long, Optional<Long>> compare(String name) {
        ClientCache<Long, AttackRow> cache = client.cache(name);
        Journal<Long, Long> journal = load.operations().journal(name);
        Map<Long, Optional<Long>> unsure = new HashMap<>();
        for (long first = 0; first < Load.KEYS; first += KEYS_AT_ONCE) {
            Map<Long, Optional<Long>> expected = new TreeMap<>();
            for (long key = first; key < Math.min(Load.KEYS, first + KEYS_AT_ONCE); key++) {
                expected.put(key, journal.entry(key).acknowledged());
            }
            Map<Long, AttackRow> rows = cache.getAll(expected.keySet());
            tally.figure("rowsCompared", expected.size());
            expected.forEach((key, version) -> {
                AttackRow row = rows.get(key);
                Optional<Long> found = Optional.ofNullable(row).map(AttackRow::version);
                Journal.Entry<Long> entry = journal.entry(key);
                boolean isWhole = row == null || row.isWhole(key);
                if (!entry.isSure()) {
                    unsure.put(key, found);
                }
                if (!entry.allows(found) || !isWhole) {
                    RowCheck.compare(tally, round + ", " + name + " key " + key + attempt(entry), key, version, row);
                    journal.attempted(key, found); // written again below, so that it is counted once
                }
            });
        }
        return unsure;
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

    private void rewrite(String name) throws InterruptedException {
        Journal<Long, Long> journal = load.operations().journal(name);
        Map<Long, Optional<Long>> values = new TreeMap<>();
        journal.unsureKeys()
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
            Map<TransactionKey, TransactionRecord> rows =
                    load.ingester().cache().getAll(new HashSet<>(some));
            tally.figure("rowsCompared", some.size());
            for (TransactionKey key : some) {
                compare(key, journal.entry(key), rows.get(key));
            }
        }
    }

    private void compare(TransactionKey key, Journal.Entry<UserAction> entry, TransactionRecord row) {
        String where = round + ", " + TableNames.DEFAULT.transactions() + " " + key;
        if (row == null) {
            if (entry.isSure()) {
                tally.lost(where + ": an acknowledged transaction was not found.");
            }
            load.ingester().settle(key, false);
            return;
        }
        UserAction action = entry.acknowledged().orElseThrow();
        if (!Arrays.equals(row.payload(), action.payload()) || !row.userId().equals(action.userId())) {
            tally.wrong(where + ": the record differs from the acknowledged action.");
        }
        if (!entry.isSure()) {
            load.ingester().settle(key, true);
        }
    }

    private void count(String table, long rows) {
        long found = KillCluster.count(client, "SELECT COUNT(*) FROM " + table);
        if (found != rows) {
            tally.wrong(round + ", " + table + ": " + found + " rows were counted instead of " + rows + ".");
        }
    }
}
