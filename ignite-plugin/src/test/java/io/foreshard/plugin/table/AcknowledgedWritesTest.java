package io.foreshard.plugin.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TestPorts;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.IgniteException;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CachePeekMode;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.internal.managers.communication.GridIoMessage;
import org.apache.ignite.internal.processors.cache.distributed.dht.GridDhtTxFinishRequest;
import org.apache.ignite.internal.processors.cache.distributed.dht.atomic.GridDhtAtomicAbstractUpdateRequest;
import org.apache.ignite.lang.IgniteFuture;
import org.apache.ignite.lang.IgniteInClosure;
import org.apache.ignite.plugin.extensions.communication.Message;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A write of transactions is acknowledged when the backups have it: no kill of the primary loses it, and a read of any copy finds it. */
class AcknowledgedWritesTest {
    private static final int SERVERS = 2;
    private static final int ROWS = 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void putAll_backupsDoNotGetTheRows_isNotAcknowledged(CacheAtomicityMode atomicity) {
        try (TestNodes nodes = new TestNodes(directory);
                HeldMessages messages = new HeldMessages()) {
            Ignite[] servers = new Ignite[SERVERS];
            for (int number = 0; number < SERVERS; number++) {
                servers[number] = Ignition.start(nodes.configuration(
                                "server-" + number,
                                new ForeshardConfiguration().setPartitions(64).setAtomicityMode(atomicity))
                        .setCommunicationSpi(messages.spi()));
            }
            servers[0].cluster().state(ClusterState.ACTIVE);
            Map<TransactionKey, TransactionRecord> rows = rows();

            messages.hold();
            IgniteFuture<Void> written = table(servers[0]).putAllAsync(rows);
            await().until(messages::isHoldingOne);
            // A wait that is too short misses the defect; it never fails without one.
            await().during(1, TimeUnit.SECONDS).until(() -> !written.isDone());
            messages.release();
            written.get();

            for (Ignite server : servers) {
                assertThat(rows.keySet()).allSatisfy(key -> assertThat(
                                table(server).localPeek(key, CachePeekMode.PRIMARY, CachePeekMode.BACKUP))
                        .as("copy on %s", server.name())
                        .isEqualTo(rows.get(key)));
            }
        }
    }

    private static IgniteCache<TransactionKey, TransactionRecord> table(Ignite server) {
        return server.cache(TableNames.DEFAULT.transactions());
    }

    private static Map<TransactionKey, TransactionRecord> rows() {
        Map<TransactionKey, TransactionRecord> rows = new HashMap<>();
        for (int row = 0; row < ROWS; row++) {
            rows.put(
                    new TransactionKey((long) row << 57, new UUID(1, row), 1, 0),
                    new TransactionRecord(new UUID(7, 7), new Timestamp(0), row, 1, 1, new byte[100]));
        }
        return rows;
    }

    /** Holds back the messages that store rows on a backup. Thread-safe. */
    private static final class HeldMessages implements AutoCloseable {
        private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        private boolean isHolding;

        TcpCommunicationSpi spi() {
            TcpCommunicationSpi spi = new HoldingSpi(this);
            spi.setLocalPort(TestPorts.port(30));
            spi.setLocalPortRange(20);
            return spi;
        }

        synchronized void hold() {
            isHolding = true;
        }

        boolean isHoldingOne() {
            return !held.isEmpty();
        }

        /** Sends what was held. */
        synchronized void release() {
            isHolding = false;
            for (Runnable send = held.poll(); send != null; send = held.poll()) {
                send.run();
            }
        }

        @Override
        public void close() {
            release();
        }

        synchronized boolean isHeld(Message message, Runnable send) {
            boolean storesOnABackup =
                    message instanceof GridDhtTxFinishRequest || message instanceof GridDhtAtomicAbstractUpdateRequest;
            return isHolding && storesOnABackup && held.add(send);
        }
    }

    private static final class HoldingSpi extends TcpCommunicationSpi {
        private final HeldMessages messages;

        HoldingSpi(HeldMessages messages) {
            this.messages = messages;
        }

        @Override
        public void sendMessage(ClusterNode node, Message message) {
            sendMessage(node, message, null);
        }

        @Override
        public void sendMessage(ClusterNode node, Message message, IgniteInClosure<IgniteException> acknowledged) {
            Runnable send = () -> super.sendMessage(node, message, acknowledged);
            if (!(message instanceof GridIoMessage io) || !messages.isHeld(io.message(), send)) {
                send.run();
            }
        }
    }
}
