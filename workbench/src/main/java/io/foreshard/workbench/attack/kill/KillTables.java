package io.foreshard.workbench.attack.kill;

import io.foreshard.ingest.TableNames;
import io.foreshard.workbench.attack.cluster.AttackRow;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;

/** The caches of the attack: one for each atomicity mode, beside the transactions of the ingestion. */
final class KillTables {
    static final String TRANSACTIONAL = "attack-transactional";
    static final String ATOMIC = "attack-atomic";
    /** Partitions of the map of transactions, the fewest it can have. */
    static final int PARTITIONS_OF_THE_MAP = 64;

    private static final int PARTITIONS = 16;

    private KillTables() {}

    /** Returns the caches that the attack writes itself. */
    static List<String> ownCaches() {
        return List.of(TRANSACTIONAL, ATOMIC);
    }

    /** Returns the caches whose pages move. */
    static List<String> tieredCaches() {
        return Stream.concat(ownCaches().stream(), Stream.of(TableNames.DEFAULT.transactions()))
                .toList();
    }

    /** Returns the caches whose copies are compared. */
    static List<String> judgedCaches() {
        return Stream.concat(
                        tieredCaches().stream(), Stream.of(TableNames.DEFAULT.windows(), TableNames.DEFAULT.receipts()))
                .toList();
    }

    static int partitions(String cache) {
        return ownCaches().contains(cache) ? PARTITIONS : PARTITIONS_OF_THE_MAP;
    }

    /** Returns the SQL name of the table of a cache of the attack. */
    static String table(String cache) {
        return '"' + cache + "\".ATTACKROW";
    }

    static CacheConfiguration<?, ?>[] configurations() {
        return new CacheConfiguration<?, ?>[] {
            configuration(TRANSACTIONAL, CacheAtomicityMode.TRANSACTIONAL),
            configuration(ATOMIC, CacheAtomicityMode.ATOMIC)
        };
    }

    private static CacheConfiguration<Long, AttackRow> configuration(String name, CacheAtomicityMode mode) {
        return new CacheConfiguration<Long, AttackRow>(name)
                .setAtomicityMode(mode)
                .setBackups(1)
                .setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC)
                .setAffinity(new RendezvousAffinityFunction(false, PARTITIONS))
                .setIndexedTypes(Long.class, AttackRow.class);
    }
}
