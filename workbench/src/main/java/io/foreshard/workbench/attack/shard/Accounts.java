package io.foreshard.workbench.attack.shard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.transactions.Transaction;

/** Transfers of a client node between accounts, whose number and whose sum in each group are constant, and reads that check both. Used by one thread. */
final class Accounts {
    static final long BALANCE = 1_000;
    /** Neighbours, so that a group has accounts of several partitions and shards. */
    private static final int GROUP = 12;

    private final Supplier<Ignite> node;
    private final CheckedCalls calls;
    private final Random random;

    Accounts(Supplier<Ignite> node, CheckedCalls calls, long seed) {
        this.node = node;
        this.calls = calls;
        this.random = new Random(seed);
    }

    private IgniteCache<Long, Long> cache() {
        return node.get().cache(ShardTables.ACCOUNTS);
    }

    /** Runs one transfer or one read. */
    void act() throws InterruptedException {
        int group = random.nextInt(ShardTables.KEYS / GROUP);
        switch (random.nextInt(10)) {
            case 0 -> calls.read(this::count);
            case 1 -> calls.read(() -> scan(random.nextInt(ShardTables.SHARDS * ShardTables.SHARD_PARTITIONS)));
            case 2, 3, 4 -> calls.read(() -> sum(group));
            default -> {
                long from = account(group);
                long to = account(group);
                long amount = random.nextInt(100);
                calls.transfer(ShardTables.ACCOUNTS, List.of(from, to), () -> transfer(from, to, amount));
            }
        }
    }

    private long account(int group) {
        return ShardTables.key((long) group * GROUP + random.nextInt(GROUP));
    }

    private void transfer(long from, long to, long amount) {
        if (from == to) {
            return;
        }
        try (Transaction transaction = node.get().transactions().txStart(RowClient.CONCURRENCY, RowClient.ISOLATION)) {
            long first = Math.min(from, to); // a common order of locks
            Map<Long, Long> balances = new HashMap<>();
            balances.put(first, balance(first));
            balances.put(from + to - first, balance(from + to - first));
            cache().put(from, balances.get(from) - amount);
            cache().put(to, balances.get(to) + amount);
            transaction.commit();
        }
    }

    private long balance(long account) {
        Long balance = cache().get(account);
        if (balance == null) {
            calls.wrong(ShardTables.ACCOUNTS + " key " + account + ": an account was not found.");
            return BALANCE;
        }
        return balance;
    }

    private void sum(int group) {
        try (Transaction transaction = node.get().transactions().txStart(RowClient.CONCURRENCY, RowClient.ISOLATION)) {
            checkSum(
                    calls,
                    "group " + group + " under load",
                    groupKeys(group).stream().mapToLong(this::balance).sum());
            transaction.commit();
        }
    }

    private static List<Long> groupKeys(int group) {
        return LongStream.range((long) group * GROUP, (long) (group + 1) * GROUP)
                .map(ShardTables::key)
                .boxed()
                .sorted()
                .toList();
    }

    private static void checkSum(CheckedCalls calls, String where, long sum) {
        if (sum != GROUP * BALANCE) {
            calls.wrong(ShardTables.ACCOUNTS + ", " + where + ": the sum is " + sum + " instead of " + GROUP * BALANCE
                    + ".");
        }
    }

    private void count() {
        long found = ((Number)
                        cache().query(new SqlFieldsQuery("SELECT COUNT(*) FROM \"" + ShardTables.ACCOUNTS + "\".LONG"))
                                .getAll()
                                .get(0)
                                .get(0))
                .longValue();
        checkCount("SQL counted", found, ShardTables.KEYS);
    }

    private void scan(int partition) {
        long found = cache().query(new ScanQuery<Long, Long>().setPartition(partition))
                .getAll()
                .size();
        checkCount(
                "a scan of partition " + partition + " found",
                found,
                ShardTables.KEYS / ((long) ShardTables.SHARDS * ShardTables.SHARD_PARTITIONS));
    }

    private void checkCount(String what, long found, long wanted) {
        if (found != wanted) {
            calls.wrongUnlessMissing(
                    ShardTables.ACCOUNTS + ": " + what + " " + found + " accounts instead of " + wanted + ".");
        }
    }

    /** Checks the sum of each group while no operation runs. */
    static void check(CheckedCalls calls, String where, Map<Long, Long> balances) {
        for (int group = 0; group < ShardTables.KEYS / GROUP; group++) {
            checkSum(
                    calls,
                    where + ", group " + group,
                    groupKeys(group).stream()
                            .mapToLong(account -> balances.getOrDefault(account, 0L))
                            .sum());
        }
    }
}
