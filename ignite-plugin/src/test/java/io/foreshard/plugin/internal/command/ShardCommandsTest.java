package io.foreshard.plugin.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.foreshard.ingest.TableNames;
import io.foreshard.plugin.Foreshard;
import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.shard.ClusterShards;
import io.foreshard.plugin.shard.ShardChange;
import io.foreshard.plugin.shard.ShardOperation;
import io.foreshard.plugin.shard.ShardReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.affinity.AffinityTopologyVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code control.sh --shards}, and the same operations from a thick and a thin client, on two servers and a client; each test uses shards of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardCommandsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int PARTITIONS = 64;

    @TempDir
    static Path directory;

    private TestNodes nodes;
    private List<Ignite> all;
    private ControlUtility control;

    @BeforeAll
    void start() {
        nodes = new TestNodes(directory);
        ForeshardConfiguration configuration = new ForeshardConfiguration().setPartitions(PARTITIONS);
        Ignite first = nodes.cluster(2, configuration);
        all = List.of(first, nodes.server("server-2", configuration), nodes.client("client", configuration));
        control = new ControlUtility(first);
        await().atMost(PATIENCE).until(() -> shards(first).shards().isPresent());
    }

    @AfterAll
    void stop() {
        nodes.close();
    }

    private static Foreshard shards(Ignite node) {
        return node.plugin(Foreshard.NAME);
    }

    private int control(String arguments) {
        return control.run(("--shards " + arguments).split(" "));
    }

    private List<List<?>> query(Ignite node, String statement) {
        return node.cache(TableNames.DEFAULT.transactions())
                .query(new SqlFieldsQuery(statement))
                .getAll();
    }

    private static AffinityTopologyVersion topology(Ignite node) {
        return ((IgniteEx) node).context().cache().context().exchange().readyAffinityVersion();
    }

    /** Returns whether a node has shards with these names. */
    private boolean has(Ignite node, String... names) {
        return query(node, "SELECT SHARD_ID FROM SYS.SHARDS").stream()
                .map(row -> row.get(0))
                .toList()
                .containsAll(List.of(names));
    }

    /** Without a wait: all servers have a change when its call returns, and the client asks one. */
    private void assertOnAllNodes(String... names) {
        assertThat(all).allMatch(node -> has(node, names));
    }

    @Test
    void splitAndMerge_byHand_areSeenByAllNodesAtOnceWithoutAnExchange() {
        AffinityTopologyVersion before = topology(all.get(0));

        assertThat(control("split 0000* --dry-run")).as(control.output()).isZero();
        assertThat(control.output())
                .contains("Would split 0000* into 00000* and 00001*.", "Dry run: nothing was changed.");
        assertThat(has(all.get(1), "0000*")).isTrue();

        assertThat(control("split 0000*")).isZero();
        assertOnAllNodes("00000*", "00001*");
        assertThat(control.output()).contains("Split 0000* into 00000* and 00001*.", "The catalogue has version ");
        assertThat(query(all.get(1), "SELECT AGE_MILLIS, LAST_DECISION FROM SYS.SHARDS WHERE SHARD_ID = '0001*'"))
                .hasSize(1);

        assertThat(control("merge 00001 --dry-run")).isZero();
        assertThat(control.output()).contains("Would merge 00000* and 00001* into 0000*.");
        assertThat(control("merge 00001")).isZero();
        assertOnAllNodes("0000*");

        assertThat(all).allSatisfy(node -> assertThat(topology(node)).isEqualTo(before));
        assertThat(query(
                        all.get(1),
                        "SELECT DECISION, DECIDED_BY, REASON FROM SYS.SHARD_DECISIONS WHERE FIRST_PARTITION = 0"))
                .hasToString(
                        "[[SPLIT, OPERATOR, asked for by an operator], [MERGE, OPERATOR, asked for by an operator]]");
        assertThat(query(all.get(2), "SELECT * FROM SYS.SHARD_DECISIONS WHERE FIRST_PARTITION = 0"))
                .isEqualTo(query(all.get(0), "SELECT * FROM SYS.SHARD_DECISIONS WHERE FIRST_PARTITION = 0"));
    }

    @Test
    void split_atAPartition_cutsThere() {
        assertThat(control("split 0010* --at 9")).as(control.output()).isZero();

        assertThat(control.output())
                .contains("Split 0010* into 00100* and 00101*.", "Split 00100* into 001000* and 001001*.");
        assertOnAllNodes("001000*", "001001*", "00101*");
    }

    @Test
    void pin_aShard_isShownByAllNodesAndRefusesChanges() {
        assertThat(control("pin 0100* --dry-run")).isZero();
        assertThat(control.output()).contains("Would pin 0100*.");
        assertThat(control("pin 0100*")).isZero();
        assertThat(control.output()).contains("Pinned 0100*.");
        assertThat(all).allSatisfy(node -> assertThat(query(node, "SELECT SHARD_ID FROM SYS.SHARDS WHERE PINNED"))
                .asString()
                .contains("0100*"));
        assertThat(control("pin 0100*")).isZero();
        assertThat(control.output()).contains("Nothing to change: the shard is as asked for.");
        assertThat(control("split 0100*")).isEqualTo(1);
        assertThat(control.output()).contains("The shard 0100* is pinned: unpin it first.");
        assertThat(control("list")).isZero();
        assertThat(control.output())
                .containsPattern("0100\\* +16-19 +pinned")
                .contains("Mode advise, catalogue version ", "reads/s");
        await().atMost(PATIENCE).until(() -> {
            control("explain 0100*");
            return control.output().contains("Decision: 0100* KEEP: no limit exceeded; it is pinned");
        });
        assertThat(control.output())
                .contains(
                        "Mode advise, last round at ",
                        "Shard 0100*: partitions 16..19, pinned, made at ",
                        "Load: 0 bytes, 0 rows, 0.0 reads/s, 0.0 writes/s, 0.00 CPUs; measured in the last round: 100 %",
                        "Its buddy: 0101* KEEP: ",
                        "Earlier: ",
                        " PIN 0100* by operator: asked for by an operator");

        assertThat(control("unpin 0100")).isZero();
        assertThat(control.output()).contains("Unpinned 0100*.");
        assertThat(query(all.get(0), "SELECT 1 FROM SYS.SHARDS WHERE PINNED")).isEmpty();
    }

    @Test
    void explain_allShards_hasALineForEach() {
        assertThat(control("explain")).isZero();

        ShardReport report = shards(all.get(0)).shards().orElseThrow();
        assertThat(report.catalogue().shards()).allSatisfy(shard -> assertThat(control.output())
                .containsPattern(Pattern.quote(shard.prefix(PARTITIONS)) + " (KEEP|SPLIT|MERGE): "));
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.of(
                Arguments.of("split", "Argument 0101* required."),
                Arguments.of(
                        "split 11", "There is no shard 11*; its partitions are those of 1100*, 1101*, 1110*, 1111*."),
                Arguments.of("split shard-1", "as SYS.SHARDS shows it; 'shard-1' is not."),
                Arguments.of("split 1111* --at 60", "can be split at the partitions 61 to 63; 60 is none of them."),
                Arguments.of("split 1111* --at x", "The argument --at is a number; 'x' is not."),
                Arguments.of("move 1111* --to s --copies x", "The argument --copies is a number; 'x' is not."),
                Arguments.of("move 1111* --to s --copies 17", "A shard is moved with 1 to 16 copies"),
                Arguments.of("split 1111* --at -1", "A boundary is the number of a partition"),
                Arguments.of("merge 1111*", "The shard 1111* has the maximum width: a shard has at most 4 partitions"),
                Arguments.of("pin 11111*", "There is no shard 11111*; its partitions are those of 1111*."),
                Arguments.of("explain 1*", "There is no shard 1*"),
                Arguments.of("list 1111*", "Unexpected argument"),
                Arguments.of("move 1111* --to server-7 --dry-run", "the baseline has no server 'server-7'"),
                Arguments.of("cancel", "No move is under way."),
                Arguments.of("copy", "its commands are: list, explain, split, merge, move, cancel, pin, unpin."));
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void command_wrongArgument_isRefusedWithOneSentence(String arguments, String sentence) {
        long version = shards(all.get(0)).clusterShards().report().catalogue().version();

        assertThat(control(arguments)).isEqualTo(1);

        assertThat(control.output())
                .containsOnlyOnce("Check arguments.")
                .contains(sentence)
                .doesNotContain("Exception", "\tat ");
        assertThat(shards(all.get(0)).clusterShards().report().catalogue().version())
                .isEqualTo(version);
    }

    @Test
    void run_thinClient_worksAsFromANode() {
        try (IgniteClient thin =
                Ignition.startClient(new ClientConfiguration().setAddresses(TestNodes.thinAddress(all.get(0))))) {
            ShardChange change = ClusterShards.of(thin).run(ShardOperation.split("1000*"));

            assertThat(change.sentences()).contains("Split 1000* into 10000* and 10001*.");
            assertOnAllNodes("10000*", "10001*");
            assertThat(ClusterShards.of(thin).decisions())
                    .isEqualTo(shards(all.get(2)).clusterShards().decisions());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClusterShards.of(thin).run(ShardOperation.split("1000*")))
                    .withMessage("There is no shard 1000*; its partitions are those of 10000*, 10001*.");
        }
    }

    @Test
    void invoke_overJmx_worksAsTheCommand() throws Exception {
        assertThat(invoke("Split", "01100*", "true", "")).contains("There is no shard 01100*");

        assertThat(invoke("Split", "0110*", "true", "")).contains("Would split 0110* into 01100* and 01101*.");
        assertThat(invoke("Pin", "0111*", "false")).contains("Pinned 0111*.");

        assertThat(invoke("Explain", "0111*")).contains("partitions 28..31, pinned");
        assertThat(invoke("List")).containsPattern("0111\\* +28-31 +pinned");
        assertThat(invoke("Unpin", "0111*", "false")).contains("Unpinned 0111*.");
    }

    /** Returns the text of a command, or the message of its failure. */
    private String invoke(String command, String... arguments) throws Exception {
        MBeanServer server = all.get(0).configuration().getMBeanServer();
        ObjectName pattern = new ObjectName("org.apache:igniteInstanceName="
                + all.get(0).name() + ",group=management,group0=Shards,name=" + command + ",*");
        String[] types = new String[arguments.length];
        Arrays.fill(types, String.class.getName());
        try {
            return (String)
                    server.invoke(server.queryNames(pattern, null).iterator().next(), "invoke", arguments, types);
        } catch (RuntimeMBeanException e) {
            return e.getTargetException().getCause().getMessage();
        }
    }

    @Test
    void help_allCommands_areListed() {
        assertThat(control.runAlone("--help")).isZero();

        assertThat(control.output())
                .contains("--shards list", "--shards explain [0101*]", "--shards split 0101* [--dry-run] [--at 37]")
                .contains("--shards merge 0101* [--dry-run]", "--shards pin 0101*", "--shards unpin 0101*");
    }
}
