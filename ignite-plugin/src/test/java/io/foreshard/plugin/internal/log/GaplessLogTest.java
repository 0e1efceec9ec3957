package io.foreshard.plugin.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.pagemem.wal.IgniteWriteAheadLogManager;
import org.apache.ignite.internal.pagemem.wal.record.MetastoreDataRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GaplessLogTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void put_recordBeforeIsNotWritten_isNotAcknowledged(CacheAtomicityMode mode) throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            Ignite node = nodes.cluster(1, new ForeshardConfiguration());
            IgniteCache<Integer, Integer> cache =
                    node.createCache(new CacheConfiguration<Integer, Integer>("rows").setAtomicityMode(mode));
            cache.put(1, 1);
            IgniteWriteAheadLogManager log =
                    ((IgniteEx) node).context().cache().context().wal();
            SlowRecord record = new SlowRecord();
            CompletableFuture<Void> appender = CompletableFuture.runAsync(() -> append(log, record));
            record.begun.await();

            CompletableFuture<Void> put = CompletableFuture.runAsync(() -> cache.put(1, 2));

            try {
                assertThat(put).failsWithin(SHORT);
            } finally {
                record.mayEnd.countDown(); // else the node cannot stop
            }
            assertThat(put).succeedsWithin(LONGEST);
            assertThat(appender).succeedsWithin(LONGEST);
            assertThat(cache.get(1)).isEqualTo(2);
        }
    }

    private static void append(IgniteWriteAheadLogManager log, SlowRecord record) {
        try {
            log.log(record);
        } catch (IgniteCheckedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record that has its place in the log and is not written until it may end: the log asks for its value first for its size, then to write it. */
    private static final class SlowRecord extends MetastoreDataRecord {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        SlowRecord() {
            super("slow", new byte[] {1});
        }

        @Override
        public byte[] value() {
            if (isWritten()) {
                begun.countDown();
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return super.value();
        }

        private boolean isWritten() {
            return size() > 0;
        }
    }
}
