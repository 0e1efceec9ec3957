package io.foreshard.plugin.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.affinity.BehavioralAffinityFunction;
import io.foreshard.ingest.TableNames;
import java.util.List;
import java.util.UUID;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.Test;

class NameCheckTest {
    private final CacheConfiguration<?, ?> transactions =
            ProfiledTables.transactions(TableNames.DEFAULT, 64, 1, CacheAtomicityMode.TRANSACTIONAL);
    private final NameCheck check = new NameCheck(
            TableNames.DEFAULT,
            List.of(
                    transactions,
                    ProfiledTables.template(TableNames.DEFAULT, 64, 1, CacheAtomicityMode.TRANSACTIONAL),
                    new CacheConfiguration<>("foreshard-windows")));

    @Test
    void refusal_ownCacheOrUnrelatedCache_isNull() {
        assertThat(refusal(transactions)).isNull();
        assertThat(refusal(new CacheConfiguration<>("transactions"))).isNull();
        assertThat(refusal(new CacheConfiguration<>("other")
                        .setGroupName("foreshard")
                        .setAffinity(new BehavioralAffinityFunction(64))))
                .isNull();
    }

    @Test
    void refusal_ownNameWithOtherContent_namesTheCacheAndTheCure() {
        assertThat(refusal(new CacheConfiguration<>("foreshard-transactions")
                        .setAffinity(new RendezvousAffinityFunction(false, 512))))
                .startsWith(
                        "The cache foreshard-transactions is not Foreshard's: its cache group is not set, not foreshard,")
                .contains("its affinity is RendezvousAffinityFunction, not BehavioralAffinityFunction")
                .contains("its number of partitions is 512, not 64")
                .contains("its key type is not set, not io.foreshard.key.TransactionKey")
                .contains("Destroy or rename it, or set ForeshardConfiguration.namePrefix of all nodes");
        assertThat(refusal(new CacheConfiguration<>("foreshard*"))).contains("its affinity is Ignite's default");
    }

    @Test
    void refusal_ownCacheWithOtherKeys_isRefused() {
        CacheConfiguration<?, ?> found = new CacheConfiguration<>("foreshard-transactions")
                .setGroupName("foreshard")
                .setAffinity(new BehavioralAffinityFunction(64))
                .setSqlSchema("FORESHARD")
                .setQueryEntities(List.of(new QueryEntity(UUID.class, String.class)));

        assertThat(refusal(found)).contains("its key type is java.util.UUID");
    }

    @Test
    void refusal_ownCacheCreatedWithOtherSettings_namesTheSetting() {
        assertThat(refusal(ProfiledTables.transactions(TableNames.DEFAULT, 64, 2, CacheAtomicityMode.TRANSACTIONAL)))
                .isEqualTo("The cache foreshard-transactions was created with backups 2, but this node has 1: "
                        + "set ForeshardConfiguration.backups to 2.");
        assertThat(refusal(ProfiledTables.transactions(TableNames.DEFAULT, 64, 1, CacheAtomicityMode.ATOMIC)))
                .contains("set ForeshardConfiguration.atomicityMode to ATOMIC");
    }

    @Test
    void refusal_groupOrCacheNamesCrossed_isRefused() {
        assertThat(refusal(new CacheConfiguration<>("foreshard"))).contains("has the name of Foreshard's cache group");
        assertThat(refusal(new CacheConfiguration<>("other").setGroupName("foreshard-windows")))
                .contains("The cache group foreshard-windows of the cache other has the name of a cache of Foreshard");
        assertThat(refusal(new CacheConfiguration<>("other").setGroupName("foreshard")))
                .contains(
                        "is in the cache group foreshard, which belongs to Foreshard, but its affinity is Ignite's default");
    }

    @Test
    void refusal_foreignTableOfOurName_isRefused() {
        QueryEntity table = new QueryEntity(Integer.class, String.class).setTableName("TRANSACTIONS");
        for (String schema : List.of("FORESHARD", "foreshard", "\"FORESHARD\"")) {
            assertThat(refusal(new CacheConfiguration<>("other")
                            .setSqlSchema(schema)
                            .setQueryEntities(List.of(table))))
                    .contains("The table FORESHARD.TRANSACTIONS belongs to the cache other");
        }
        assertThat(refusal(
                        new CacheConfiguration<>("other").setSqlSchema("PUBLIC").setQueryEntities(List.of(table))))
                .isNull();
    }

    private String refusal(CacheConfiguration<?, ?> found) {
        return check.refusal(found, found.getQueryEntities() == null ? List.of() : found.getQueryEntities());
    }
}
