package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.foreshard.plugin.Judges;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteDataStreamer;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.internal.util.typedef.X;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of rows that an index compares with cold rows while the store is down, by threads of the server: each fails before it changes anything. */
class TierComparedRowsTest {
    private static final String SENTENCE = "is in the object store and could not be fetched";
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final ComparedRows rows = new ComparedRows(CacheAtomicityMode.ATOMIC);
    private ColdNode node;

    @AfterEach
    void stop() {
        node.close();
    }

    private IgniteCache<Integer, String> cache() {
        return rows.cache(node.ignite());
    }

    @Test
    void change_storeDown_failsAndChangesNothing() throws Exception {
        node = new ColdNode(directory);
        node.start(node.store());
        rows.create(node);
        node.close();
        node.start(node.store());
        StoreOutage outage = StoreOutage.begin(node.objects());
        Map<String, Throwable> failures = new LinkedHashMap<>();
        try (IgniteClient client =
                Ignition.startClient(new ClientConfiguration().setAddresses(TestNodes.thinAddress(node.ignite())))) {
            changes(client).forEach((name, change) -> failures.put(name, catchThrowable(change::run)));
        }
        assertThat(node.tier().statistics().blockedChanges()).isZero();
        outage.end();

        failures.forEach(
                (name, failure) -> assertThat(failure).as(name).isNotNull().satisfies(thrown -> assertThat(
                                X.getFullStackTrace(thrown))
                        // Ignite sends a thin client the keys of a failed update only.
                        .contains(name.contains("thin client") ? "Failed to update keys" : SENTENCE)
                        .doesNotContain("B+Tree is corrupted")));
        await().atMost(LONGEST).ignoreExceptions().until(() -> cache().get(0) != null);
        assertThat(cache().size()).isEqualTo(ComparedRows.ROWS);
        for (int row = 0; row < ComparedRows.ROWS; row++) {
            assertThat(cache().get(row)).isEqualTo(ComparedRows.text(row));
        }
        Judges.findNothing(node.ignite(), rows.name());
        try (IgniteClient client =
                Ignition.startClient(new ClientConfiguration().setAddresses(TestNodes.thinAddress(node.ignite())))) {
            changes(client).values().forEach(Runnable::run);
        }
        Judges.findNothing(node.ignite(), rows.name());
    }

    /** Changes of a row each, of new ones and of old ones. */
    private Map<String, Runnable> changes(IgniteClient client) {
        int next = ComparedRows.ROWS;
        Map<String, Runnable> changes = new LinkedHashMap<>();
        changes.put("put of a new row", () -> cache().put(next, ComparedRows.text(next)));
        changes.put("put of an old row", () -> cache().put(1, ComparedRows.text(-1)));
        changes.put("putIfAbsent", () -> cache().putIfAbsent(next + 1, ComparedRows.text(next + 1)));
        changes.put("remove", () -> cache().remove(2));
        changes.put("invoke", () -> cache().invoke(3, (entry, arguments) -> {
            entry.setValue(entry.getValue() + "y");
            return null;
        }));
        changes.put("SQL INSERT", () -> rows.insert(node.ignite(), next + 2));
        changes.put(
                "SQL UPDATE", () -> cache().query(new SqlFieldsQuery("UPDATE COMPARED_ATOMIC SET TEXT = ? WHERE ID = 4")
                                .setArgs(ComparedRows.text(-4)))
                        .getAll());
        changes.put("SQL DELETE", () -> cache().query(new SqlFieldsQuery("DELETE FROM COMPARED_ATOMIC WHERE ID = 5"))
                .getAll());
        changes.put("put of a thin client", () -> client.<Integer, String>cache(rows.name())
                .put(next + 3, ComparedRows.text(next + 3)));
        changes.put("streamer", () -> {
            try (IgniteDataStreamer<Integer, String> streamer = node.ignite().dataStreamer(rows.name())) {
                streamer.allowOverwrite(true);
                streamer.addData(next + 4, ComparedRows.text(next + 4));
            }
        });
        return changes;
    }
}
