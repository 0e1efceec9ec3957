package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.plugin.ForeshardConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.ignite.cache.query.ScanQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cursors whose fetch ahead fails by the deadline of a store that never answers: the page is not requested again. */
class TierEarlyFailureTest {
    private static final String SENTENCE = "is in the object store and could not be fetched";

    @TempDir
    Path directory;

    private ColdNode node;

    @BeforeEach
    void start() {
        node = new ColdNode(directory);
        node.start(configuration());
        node.writeCaches();
        assertThat(node.tier().offload(ColdNode.COLD).pages()).isPositive();
        node.close();
        node.start(configuration());
        GatedStoreProvider.close();
    }

    private ForeshardConfiguration configuration() {
        ForeshardConfiguration configuration = ColdNode.configuration("gated:" + node.objects());
        configuration.getTier().setRequestDeadline(Duration.ofSeconds(2));
        return configuration;
    }

    @AfterEach
    void stop() {
        GatedStoreProvider.open();
        node.close();
    }

    @Test
    void scan_storeSilent_waitsForOneDeadline() {
        assertThatThrownBy(() -> node.ignite()
                        .cache(ColdNode.COLD)
                        .query(new ScanQuery<>(0))
                        .getAll())
                .hasMessageContaining(SENTENCE);

        assertThat(node.tier().statistics().errors()).isEqualTo(1);
    }

    @Test
    void scan_storeAnswersAgain_readsTheRows() {
        assertThatThrownBy(() -> node.ignite()
                        .cache(ColdNode.COLD)
                        .query(new ScanQuery<>(0))
                        .getAll())
                .hasMessageContaining(SENTENCE);
        GatedStoreProvider.open();

        node.verify(ColdNode.COLD);
    }
}
