package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.S3Configuration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.StoreOptions;
import io.foreshard.testing.s3.S3ServerProcess;
import io.foreshard.tier.MovedPages;
import io.foreshard.tier.Tier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows on one real node whose store is an S3 server, also after that server was killed. */
class TierOnS3Test {
    private static final int ROWS = 1_000;
    private static final int COLD_PARTITION = 5;
    private static final int HOT_PARTITION = 6;

    @TempDir
    Path directory;

    private S3ServerProcess server;
    private TestNodes nodes;
    private Ignite node;
    private String encryptionKeys;

    @BeforeEach
    void start() throws Exception {
        server = S3ServerProcess.start();
        startNode();
        write(COLD_PARTITION, 0);
        write(HOT_PARTITION, 0);
    }

    @AfterEach
    void stop() {
        try {
            nodes.close();
        } finally {
            server.close();
        }
    }

    @Test
    void recall_offloadedPartition_deletesItsObjects() throws ObjectStoreException {
        MovedPages moved = tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        restart();

        assertThat(tier().size(TableNames.DEFAULT.transactions()).remoteBytes()).isEqualTo(moved.pages() * 4096);
        assertThat(objects()).anyMatch(name -> name.endsWith("/manifest")).hasSizeGreaterThan(1);
        assertThat(cache().get(TierRows.key(COLD_PARTITION, 17))).isEqualTo(TierRows.record(17, 0));
        assertThat(tier().statistics().fetches()).as("fetches of a point read").isEqualTo(1);
        List<List<?>> found = cache().query(
                        new SqlFieldsQuery("SELECT COUNT(*), SUM(OBJECT_ID) FROM TRANSACTIONS WHERE USER_ID = ?")
                                .setArgs(TierRows.user(3)))
                .getAll();
        assertThat(found.get(0).get(0)).isEqualTo(2L * ROWS / 10);
        verify(COLD_PARTITION, 0);

        tier().recall(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        tier().collectGarbage(false);

        assertThat(objects()).as("objects after a recall").isEmpty();
        assertThat(tier().size(TableNames.DEFAULT.transactions()).remoteBytes()).isZero();
        restart();
        verify(COLD_PARTITION, 0);
        assertThat(tier().statistics().fetches()).isZero();
    }

    @Test
    void offload_changedColdRows_replacesTheirObjects() throws ObjectStoreException {
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        List<String> superseded = objects();
        restart();

        write(COLD_PARTITION, 1);
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        tier().collectGarbage(false);
        restart();

        verify(COLD_PARTITION, 1);
        assertThat(objects()).hasSameSizeAs(superseded).isNotEqualTo(superseded);
        assertThat(tier().statistics().errors()).isZero();
    }

    @Test
    void offload_encryptionKeys_storesEncryptedObjectsOnly() throws Exception {
        encryptionKeys = "file:"
                + Files.writeString(
                        directory.resolve("keys"), Base64.getEncoder().encodeToString(new byte[32]));
        restart();

        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        restart();

        verify(COLD_PARTITION, 0);
        try (ObjectStore store =
                ObjectStores.open(server.uri("tier"), StoreOptions.none().with("s3.endpoint", server.endpoint()))) {
            for (String object : objects()) {
                assertThat(StandardCharsets.ISO_8859_1
                                .decode(store.get(object, 0, 4))
                                .toString())
                        .as(object)
                        .isEqualTo("FSE1");
            }
        }
    }

    @Test
    void get_serverKilled_failsForColdRowsOnly() {
        tier().offload(TableNames.DEFAULT.transactions(), COLD_PARTITION);
        restart();

        server.kill();

        assertThatThrownBy(() -> cache().get(TierRows.key(COLD_PARTITION, 1)))
                .hasStackTraceContaining("is in the object store and could not be fetched");
        verify(HOT_PARTITION, 0);
        write(HOT_PARTITION, 1);
        verify(HOT_PARTITION, 1);
    }

    private List<String> objects() throws ObjectStoreException {
        ObjectStore store =
                ObjectStores.open(server.uri("tier"), StoreOptions.none().with("s3.endpoint", server.endpoint()));
        try {
            return store.list("nodes/").stream()
                    .filter(name -> name.contains("/group-"))
                    .toList();
        } finally {
            store.close();
        }
    }

    private void restart() {
        nodes.close();
        startNode();
    }

    private void startNode() {
        nodes = new TestNodes(directory);
        node = nodes.cluster(
                1,
                new ForeshardConfiguration()
                        .setPartitions(64)
                        .setBackups(0)
                        .setTier(new TierConfiguration()
                                .setStoreUri(server.uri("tier"))
                                .setGarbageGrace(Duration.ZERO)
                                .setEncryptionKeys(encryptionKeys)
                                .setS3(new S3Configuration().setEndpoint(server.endpoint()))));
    }

    private Tier tier() {
        return node.<Foreshard>plugin(Foreshard.NAME).tier();
    }

    private IgniteCache<TransactionKey, TransactionRecord> cache() {
        return node.cache(TableNames.DEFAULT.transactions());
    }

    private void write(int partition, int version) {
        TierRows.write(cache(), partition, ROWS, version);
    }

    private void verify(int partition, int version) {
        TierRows.verify(cache(), partition, ROWS, version);
    }
}
