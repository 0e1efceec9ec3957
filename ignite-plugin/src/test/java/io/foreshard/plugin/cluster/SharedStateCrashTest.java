package io.foreshard.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.TestNodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.affinity.Affinity;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.cluster.ClusterState;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The primary of a shared counter is killed while two processes increment it. */
class SharedStateCrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KILLS = 3;
    private static final int INCREMENTS = 100;

    @TempDir
    Path directory;

    private TestNodes nodes;
    private Ignite survivor;
    private String key;

    @BeforeEach
    void start() {
        nodes = new TestNodes(directory);
        survivor = nodes.server("server-0", null);
        Ignite other = CountingNode.start(nodes, address());
        survivor.cluster().state(ClusterState.ACTIVE);
        survivor.getOrCreateCache(StateCache.configuration(TableNames.DEFAULT));
        Affinity<String> affinity = survivor.affinity(TableNames.DEFAULT.meta());
        key = IntStream.range(0, 1_000)
                .mapToObj(number -> "counter-" + number)
                .filter(candidate -> affinity.isPrimary(other.cluster().localNode(), candidate))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void update_primaryIsKilled_losesNothingAndCopiesAreEqual() throws Exception {
        Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Ignition.stop(nodes.configuration(CountingNode.NAME, null).getIgniteInstanceName(), true);
            Process child = fork(kill);
            try {
                countUntilKilled(child, kill, acknowledged);
            } finally {
                child.destroyForcibly().waitFor();
            }
            Ignite returned = CountingNode.start(nodes, address());

            long value = counter(survivor).read().value().orElseThrow();
            List<Long> all = Stream.concat(acknowledged.stream(), acknowledgedByChildren(kill))
                    .toList();
            assertThat(all).doesNotHaveDuplicates();
            assertThat(all).as("increments").hasSizeLessThanOrEqualTo((int) value);
            await("the copy of the returned node").atMost(PATIENCE).untilAsserted(() -> assertThat(
                            counter(returned).read().value())
                    .contains(value));
        }
    }

    private void countUntilKilled(Process child, int kill, Queue<Long> acknowledged) throws Exception {
        await().atMost(PATIENCE)
                .until(() -> !child.isAlive()
                        || survivor.cluster().forServers().nodes().size() == 2
                                && survivor.cluster().currentBaselineTopology() != null);
        assertThat(child.isAlive())
                .as(Files.readString(directory.resolve("error-" + kill)))
                .isTrue();
        await().atMost(PATIENCE).until(() -> linesOf(kill).count() > 20);
        Affinity<String> affinity = survivor.affinity(TableNames.DEFAULT.meta());
        await("the child is the primary").atMost(PATIENCE).until(() -> !affinity.isPrimary(localNode(), key));
        SharedState<Long> counter = counter(survivor);
        AtomicBoolean stopped = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> counting = Stream.<Runnable>generate(() -> () -> {
                        while (!stopped.get()) {
                            acknowledged.add(counter.update(value -> value.orElse(0L) + 1)
                                    .value()
                                    .orElseThrow());
                        }
                    })
                    .limit(2)
                    .<Future<?>>map(threads::submit)
                    .toList();
            int before = acknowledged.size();
            await().atMost(PATIENCE).until(() -> acknowledged.size() > before + INCREMENTS);
            child.destroyForcibly().waitFor();
            int after = acknowledged.size();
            await().atMost(PATIENCE).until(() -> acknowledged.size() > after + INCREMENTS);
            stopped.set(true);
            for (Future<?> each : counting) {
                each.get();
            }
        } finally {
            stopped.set(true);
            threads.shutdownNow();
        }
    }

    private ClusterNode localNode() {
        return survivor.cluster().localNode();
    }

    private SharedState<Long> counter(Ignite node) {
        return new SharedState<>(node, key, new CounterCodec(1));
    }

    private Stream<Long> acknowledgedByChildren(int last) {
        Set<Long> values = new HashSet<>();
        for (int kill = 0; kill <= last; kill++) {
            linesOf(kill).forEach(values::add);
        }
        return values.stream();
    }

    /** Returns the values a child printed; the last line may be incomplete. */
    private Stream<Long> linesOf(int kill) {
        try {
            String output = Files.readString(directory.resolve("output-" + kill));
            return output.substring(0, output.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.matches("\\d+"))
                    .map(Long::valueOf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String address() {
        return "127.0.0.1:" + ((TcpDiscoverySpi) survivor.configuration().getDiscoverySpi()).getLocalPort();
    }

    private Process fork(int kill) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of("..", "config", "jvm.options"),
                        "-Xmx512m",
                        "-Djava.net.preferIPv4Stack=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CountingNode.class.getName(),
                        directory.toString(),
                        address(),
                        key)
                .redirectOutput(directory.resolve("output-" + kill).toFile())
                .redirectError(directory.resolve("error-" + kill).toFile())
                .start();
    }
}
