package io.foreshard.plugin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.foreshard.plugin.tier.NodeReport.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.apache.ignite.IgniteException;
import org.junit.jupiter.api.Test;

/** The coordinator on servers in memory that answer, fail, leave or refuse. */
class TierCoordinatorTest {
    private final MemoryServers servers = new MemoryServers();
    private final TierCoordinator tier = new TierCoordinator(servers);

    /** Servers that give answers from a list, the last one again and again; a null answer is an exception. */
    private static final class MemoryServers implements Servers {
        private final Map<UUID, String> names = new LinkedHashMap<>();
        private final Map<UUID, List<NodeReport>> answers = new LinkedHashMap<>();
        private final List<UUID> leaving = new ArrayList<>();
        private boolean isActive = true;
        private int cancellations;

        UUID add(String name, NodeReport... reports) {
            UUID id = UUID.randomUUID();
            names.put(id, name);
            List<NodeReport> list = new ArrayList<>();
            java.util.Collections.addAll(list, reports);
            answers.put(id, list);
            return id;
        }

        @Override
        public boolean isActive() {
            return isActive;
        }

        @Override
        public Map<UUID, String> names() {
            Map<UUID, String> present = new LinkedHashMap<>(names);
            names.keySet().removeAll(leaving);
            return present;
        }

        @Override
        public TierService service(UUID node) {
            Supplier<NodeReport> next = () -> {
                List<NodeReport> list = answers.get(node);
                NodeReport answer = list.size() > 1 ? list.remove(0) : list.get(0);
                if (answer == null) {
                    throw new IgniteException("no answer in 10 s");
                }
                return answer;
            };
            return new TierService() {
                @Override
                public NodeReport start(TierTask task) {
                    return next.get();
                }

                @Override
                public NodeReport poll(UUID task) {
                    return next.get();
                }

                @Override
                public NodeReport cancel(UUID task) {
                    cancellations++;
                    return next.get();
                }
            };
        }
    }

    private static NodeReport report(String node, State state) {
        return NodeReport.of(node, state, "said by " + node);
    }

    private static NodeReport done(String node, long pages) {
        return new NodeReport(node, State.DONE, new Figures().add("g", TierFigure.PAGES, pages), List.of());
    }

    @Test
    void run_oneServerSilentAtStart_namesItAndKeepsTheOthers() {
        servers.add("b", report("b", State.RUNNING), report("b", State.RUNNING), done("b", 7));
        servers.add("a", (NodeReport) null);
        List<TierReport> progress = new ArrayList<>();

        TierReport report = tier.run(TierTask.status(), progress::add);

        assertThat(report.nodes()).extracting(NodeReport::state).containsExactly(State.SILENT, State.DONE);
        assertThat(report.figure(TierFigure.PAGES)).isEqualTo(7);
        assertThat(report.isSuccess()).isFalse();
        assertThat(report.nodes().get(0).messages()).containsExactly("The server did not answer: no answer in 10 s");
        assertThat(progress).hasSize(2);
    }

    @Test
    void run_silentForOnePoll_goesOn() {
        servers.add("a", report("a", State.RUNNING), null, done("a", 3));

        assertThat(tier.run(TierTask.status()).isSuccess()).isTrue();
    }

    @Test
    void run_serverLeaves_isReportedAsLeftWithItsLastFigures() {
        servers.leaving.add(servers.add(
                "a", new NodeReport("a", State.RUNNING, new Figures().add("g", TierFigure.DONE, 5), List.of())));
        servers.add("b", report("b", State.RUNNING), done("b", 1));

        TierReport report = tier.run(TierTask.status());

        assertThat(report.nodes()).extracting(NodeReport::state).containsExactly(State.LEFT, State.DONE);
        assertThat(report.nodes().get(0).figure(TierFigure.DONE))
                .as("last known figure")
                .isEqualTo(5);
    }

    @Test
    void run_allRefuse_isAnArgumentErrorWithOneSentence() {
        servers.add("a", NodeReport.of("a", State.REFUSED, "There is no cache."));
        servers.add("b", NodeReport.of("b", State.REFUSED, "There is no cache."));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tier.run(TierTask.status()))
                .withMessage("There is no cache.");
    }

    @Test
    void run_someHaveNoTier_isSuccess() {
        servers.add("a", report("a", State.NO_TIER));
        servers.add("b", done("b", 1));

        assertThat(tier.run(TierTask.status()).isSuccess()).isTrue();
    }

    @Test
    void run_noneHasATier_isRefused() {
        servers.add("a", report("a", State.NO_TIER));

        assertThatIllegalStateException().isThrownBy(() -> tier.run(TierTask.status()));
    }

    @Test
    void run_inactive_isRefused() {
        servers.isActive = false;

        assertThatIllegalStateException()
                .isThrownBy(() -> tier.run(TierTask.status()))
                .withMessageContaining("inactive");
    }

    @Test
    void run_someServers_asksOnlyThem() {
        UUID second = servers.add("b", done("b", 1));
        servers.add("a", (NodeReport) null);

        assertThat(tier.run(TierTask.status().nodes("b")).isSuccess()).isTrue();
        assertThat(tier.run(TierTask.status().nodes(second.toString())).isSuccess())
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tier.run(TierTask.status().nodes("c")))
                .withMessage("There is no server 'c'; the servers are: a, b.");
    }

    @Test
    void run_interrupted_cancelsOnAllServers() {
        servers.add("a", report("a", State.RUNNING));
        servers.add("b", report("b", State.RUNNING));
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> tier.run(TierTask.status()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(servers.cancellations).isEqualTo(2);
    }

    @Test
    void cancel_unknownOnSomeServers_reportsTheOthers() {
        servers.add("a", report("a", State.REFUSED));
        servers.add("b", report("b", State.RUNNING));

        assertThat(tier.cancel(UUID.randomUUID()).nodes())
                .extracting(NodeReport::node)
                .containsExactly("b");
    }
}
