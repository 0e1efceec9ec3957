package io.foreshard.plugin.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheKeyConfiguration;
import org.apache.ignite.cache.QueryEntity;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.Test;

class PlacementCheckTest {
    @Test
    void refusal_tablesOfThisProject_isNull() {
        assertThat(PlacementCheck.refusal(
                        ProfiledTables.transactions(TableNames.DEFAULT, 64, 0, CacheAtomicityMode.ATOMIC), false))
                .isNull();
        assertThat(PlacementCheck.refusal(
                        ProfiledTables.objects("objects", TransactionRecord.class, Map.of(), 64, 0), false))
                .isNull();
        assertThat(PlacementCheck.refusal(
                        ProfiledTables.template(TableNames.DEFAULT, 64, 0, CacheAtomicityMode.ATOMIC), false))
                .isNull();
    }

    @Test
    void refusal_bigintAffinityColumnOrKey_isNull() {
        assertThat(PlacementCheck.refusal(withKey("KEY", "PROFILE_ID", Long.class), true))
                .isNull();
        assertThat(PlacementCheck.refusal(withKey(Long.class.getName(), null, Long.class), true))
                .isNull();
    }

    @Test
    void refusal_otherAffinityColumn_namesTableColumnTypeAndCure() {
        assertThat(PlacementCheck.refusal(withKey("KEY", "profile_id", String.class), true))
                .startsWith(
                        "The table EVENTS takes a template of Foreshard, but its affinity column profile_id is VARCHAR: "
                                + "add a column PROFILE_ID BIGINT to its primary key, and affinity_key=PROFILE_ID");
        assertThat(PlacementCheck.refusal(withKey("KEY", "PROFILE_ID", Integer.class), false))
                .contains("its affinity column PROFILE_ID is INT");
    }

    @Test
    void refusal_noAffinityColumn_isRefusedForSqlTablesOnly() {
        assertThat(PlacementCheck.refusal(withKey("KEY", null, Long.class), true))
                .contains("it has no affinity column");
        assertThat(PlacementCheck.refusal(withKey("KEY", null, Long.class), false))
                .isNull();
        assertThat(PlacementCheck.refusal(withKey(TransactionKey.class.getName(), null, Long.class), false))
                .isNull();
        assertThat(PlacementCheck.refusal(withKey(UUID.class.getName(), null, Long.class), true))
                .contains("its primary key is UUID");
    }

    @Test
    void refusal_otherAffinityFunction_isNull() {
        CacheConfiguration<?, ?> cache = withKey(UUID.class.getName(), null, Long.class);

        assertThat(PlacementCheck.refusal(cache.setAffinity(null), true)).isNull();
    }

    private static CacheConfiguration<?, ?> withKey(String keyType, String affinityColumn, Class<?> columnType) {
        CacheConfiguration<?, ?> cache = ProfiledTables.template(TableNames.DEFAULT, 64, 0, CacheAtomicityMode.ATOMIC);
        QueryEntity table = new QueryEntity(keyType, "ROW").setTableName("EVENTS");
        table.setFields(new LinkedHashMap<>(Map.of("PROFILE_ID", columnType.getName())));
        cache.setQueryEntities(List.of(table));
        if (affinityColumn != null) {
            cache.setKeyConfiguration(new CacheKeyConfiguration(keyType, affinityColumn));
        }
        return cache;
    }
}
