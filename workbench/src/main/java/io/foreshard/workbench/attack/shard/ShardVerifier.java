package io.foreshard.workbench.attack.shard;

import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.CopyCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.query.SqlFieldsQuery;

/** Compares each copy of every row, as its server reads it, with the journals, while no operation runs and copies are settled. Used by one thread. */
final class ShardVerifier {
    private final ShardCluster cluster;
    private final ShardLoad load;
    private final Tally tally;
    private final String round;

    ShardVerifier(ShardCluster cluster, ShardLoad load, String round) {
        this.cluster = cluster;
        this.load = load;
        this.tally = load.operations().tally();
        this.round = round;
    }

    /**
     * Compares all caches, then writes each unsure key again.
     *
     * @param total whether all servers were killed at once, see {@link CopyCheck}; transactions may then be torn too
     */
    void verify(boolean total) throws InterruptedException {
        for (String cache : ShardTables.versionedCaches()) {
            CopyCheck check = new CopyCheck(
                    load.operations(), cache, round + ", " + cache, total && cache.equals(ShardTables.ATOMIC));
            List<Map<Long, Long>> copies = copies(cache);
            keys().forEach(key -> check.compare(
                    key, copies.stream().map(copy -> row(key, copy.get(key))).toList()));
            if (cache.equals(ShardTables.TRANSACTIONAL)) {
                check.transactions(!total);
            }
            check.rewrite(rows -> RowStreamer.stream(cluster.client(), cache, rows));
        }
        ShardTables.rowCaches().forEach(this::count);
        accounts(total);
    }

    private static AttackRow row(long key, Long version) {
        if (version == null) {
            return null;
        }
        return version == CopyScan.MIXED ? AttackRow.mixed() : AttackRow.of(key, version);
    }

    private static LongStream keys() {
        return LongStream.range(0, ShardTables.KEYS).map(ShardTables::key);
    }

    /** Returns the first and the second copy of all rows; a partition with less owners lacks its rows in the second. */
    private List<Map<Long, Long>> copies(String cache) {
        Ignite client = cluster.client();
        List<Map<Long, Long>> copies = new ArrayList<>();
        Map<Integer, Integer> found = new HashMap<>();
        for (int copy = 0; copy < ShardTables.COPIES; copy++) {
            copies.add(new HashMap<>());
        }
        for (int server : cluster.running()) {
            client.compute(client.cluster().forNode(cluster.node(server)))
                    .call(new CopyScan(cache))
                    .forEach((partition, rows) -> {
                        int copy = found.merge(partition, 1, Integer::sum);
                        for (int i = 0; i < rows.length && copy <= ShardTables.COPIES; i += 2) {
                            copies.get(copy - 1).put(rows[i], rows[i + 1]);
                        }
                    });
        }
        found.forEach((partition, owners) -> {
            if (owners != ShardTables.COPIES) {
                tally.violation(round + ", " + cache + ": partition " + partition + " has " + owners + " copies.");
            }
        });
        tally.figure("rowsCompared", (long) ShardTables.KEYS * ShardTables.COPIES);
        return copies;
    }

    private void count(String cache) {
        long found = ((Number) cluster.client()
                        .cache(cache)
                        .query(new SqlFieldsQuery("SELECT COUNT(*) FROM " + ShardTables.table(cache)))
                        .getAll()
                        .get(0)
                        .get(0))
                .longValue();
        long rows = load.operations().journal(cache).rows();
        if (found != rows) {
            tally.wrong(round + ", " + cache + ": " + found + " rows were counted instead of " + rows + ".");
        }
    }

    private void accounts(boolean total) throws InterruptedException {
        List<Map<Long, Long>> copies = copies(ShardTables.ACCOUNTS);
        keys().forEach(key -> {
            List<Long> balances = copies.stream().map(copy -> copy.get(key)).toList();
            if (balances.contains(null)) {
                tally.lost(round + ", " + ShardTables.ACCOUNTS + " key " + key + ": the copies of an account are "
                        + balances + ".");
            } else if (!balances.get(0).equals(balances.get(1)) && !total) {
                tally.wrong(round + ", " + ShardTables.ACCOUNTS + " key " + key + ": the copies of an account are "
                        + balances + ".");
            }
        });
        if (total) {
            load.resetAccounts();
        } else {
            Accounts.check(load.calls(), round, copies.get(0));
        }
    }
}
