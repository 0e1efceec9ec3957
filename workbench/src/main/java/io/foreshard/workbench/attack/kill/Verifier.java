package io.foreshard.workbench.attack.kill;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.ingest.UserAction;
import io.foreshard.key.TransactionKey;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.CopyCheck;
import io.foreshard.workbench.attack.cluster.Journal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.ignite.client.IgniteClient;

/** Compares both copies of every row with the journals while no operation runs. Used by one thread. */
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
     *     in an ATOMIC cache may lack a write, see {@link CopyCheck}
     */
    void verify(boolean total) throws InterruptedException {
        List<CopyCheck> checks = new ArrayList<>();
        for (String cache : KillTables.ownCaches()) {
            boolean mayDiffer = total && cache.equals(KillTables.ATOMIC);
            CopyCheck check = new CopyCheck(load.operations(), cache, round + ", " + cache, mayDiffer);
            compare(cache, check);
            if (cache.equals(KillTables.TRANSACTIONAL)) {
                check.transactions(!total);
            }
            checks.add(check);
        }
        if (!load.ingester().finish()) {
            tally.violation(round + ": a batch of actions is refused each time it is sent again.");
        }
        compareTransactionTable();
        for (int i = 0; i < checks.size(); i++) {
            String cache = KillTables.ownCaches().get(i);
            checks.get(i).rewrite(client.<Long, AttackRow>cache(cache)::putAll);
            count(KillTables.table(cache), load.operations().journal(cache).rows());
        }
        count(
                TableNames.DEFAULT.schema() + "." + TableNames.DEFAULT.table(),
                load.ingester().journal().rows());
    }

    private void compare(String cache, CopyCheck check) {
        for (long first = 0; first < Load.KEYS; first += KEYS_AT_ONCE) {
            Set<Long> keys = LongStream.range(first, Math.min(Load.KEYS, first + KEYS_AT_ONCE))
                    .boxed()
                    .collect(Collectors.toSet());
            List<Map<Long, AttackRow>> copies = servers.stream()
                    .map(server -> server.<Long, AttackRow>cache(cache).getAll(keys))
                    .toList();
            tally.figure("rowsCompared", (long) keys.size() * copies.size());
            keys.forEach(key -> check.compare(
                    key, copies.stream().map(copy -> copy.get(key)).toList()));
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
