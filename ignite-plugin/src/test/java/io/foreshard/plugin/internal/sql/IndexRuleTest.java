package io.foreshard.plugin.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.internal.IgniteEx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verdicts on index definitions that were measured: which of them read rows to compare keys. */
class IndexRuleTest {
    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite node;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        node = nodes.cluster(
                1,
                new ForeshardConfiguration()
                        .setPartitions(64)
                        .setBackups(0)
                        .setTier(new TierConfiguration().setStoreUri("dir:" + directory.resolve("objects"))));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void verdicts_indexesOfEachType_nameThoseThatReadRows() {
        sql("CREATE TABLE WARE (ID BIGINT PRIMARY KEY, NUMBER BIGINT, MOMENT TIMESTAMP, MARK UUID, HASH BINARY(16),"
                + " SHORTNAME VARCHAR(10), LONGNAME VARCHAR(60), NAME VARCHAR, PRICE DECIMAL(10, 2))");
        sql("CREATE TABLE NAMED (ID VARCHAR PRIMARY KEY, NUMBER BIGINT)");
        Map<String, String> wanted = new TreeMap<>(Map.of(
                "WARE_NUMBER", "(NUMBER)", "WARE_MOMENT", "(MOMENT)", "WARE_MARK", "(MARK)", "WARE_HASH", "(HASH)"));
        wanted.put("WARE_SHORTNAME", "(SHORTNAME)");
        wanted.put("WARE_LONGNAME", "(LONGNAME)");
        wanted.put("WARE_LONGNAME_INLINED", "(LONGNAME) INLINE_SIZE 200");
        wanted.put("WARE_NAME", "(NAME)");
        wanted.put("WARE_PRICE", "(PRICE)");
        wanted.put("WARE_NUMBER_PRICE", "(NUMBER, PRICE)");
        wanted.forEach((name, columns) -> sql("CREATE INDEX " + name + " ON WARE " + columns));
        sql("CREATE INDEX NAMED_NUMBER ON NAMED (NUMBER)");

        Map<String, String> columns = new TreeMap<>();
        sql("SELECT INDEX_NAME, READS_ROWS, COLUMN_NAME, CURE FROM SYS.TIER_INDEXES"
                        + " WHERE TABLE_NAME IN ('WARE', 'NAMED') AND INDEX_NAME NOT LIKE '\\_%'")
                .forEach(row -> {
                    assertThat(row.get(1)).isEqualTo(row.get(2) != null);
                    assertThat((String) row.get(3)).isEqualTo(row.get(2) == null ? "" : row.get(3));
                    columns.put((String) row.get(0), String.valueOf(row.get(2)));
                });

        assertThat(columns)
                .containsEntry("WARE_NUMBER", "null")
                .containsEntry("WARE_MOMENT", "null")
                .containsEntry("WARE_MARK", "null")
                .containsEntry("WARE_HASH", "null")
                .containsEntry("WARE_LONGNAME", "LONGNAME")
                .containsEntry("WARE_LONGNAME_INLINED", "null")
                .containsEntry("WARE_NAME", "NAME")
                .containsEntry("WARE_PRICE", "PRICE")
                .containsEntry("WARE_NUMBER_PRICE", "PRICE")
                .containsKey("NAMED_NUMBER");
        assertThat(columns.get("NAMED_NUMBER")).as("the appended key column").isNotEqualTo("null");
        assertThat(sql("SELECT CURE FROM SYS.TIER_INDEXES WHERE INDEX_NAME = 'WARE_LONGNAME'"))
                .hasToString(
                        "[[Its keys take up to 192 bytes and the index inlines 64: create the index again with INLINE_SIZE 192.]]");
    }

    @Test
    void verdicts_tablesOfThePlugin_decideAll() {
        assertThat(sql("SELECT INDEX_NAME, CURE FROM SYS.TIER_INDEXES WHERE READS_ROWS"))
                .isEmpty();
        assertThat(sql("SELECT INDEX_NAME FROM SYS.TIER_INDEXES")).isNotEmpty();
    }

    private List<List<?>> sql(String statement) {
        return ((IgniteEx) node)
                .context()
                .query()
                .querySqlFields(new SqlFieldsQuery(statement), false)
                .getAll();
    }
}
