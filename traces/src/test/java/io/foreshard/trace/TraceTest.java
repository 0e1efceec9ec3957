package io.foreshard.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.foreshard.ingest.UserAction;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
    private static final SyntheticTrace SYNTHETIC = new SyntheticTrace(SyntheticTrace.DEFAULT_SEED);

    @TempDir
    Path directory;

    @Test
    void open_gzipFile_readsAsPlainFile() throws IOException {
        String rows = "1,10,7,pv,1511544070\n1,11,7,buy,1511544080\n2,10,7,fav,1511544075\n";
        Path plain = Files.writeString(directory.resolve("plain.csv"), rows);
        Path compressed = directory.resolve("compressed.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write(rows.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        Trace trace = Trace.open("taobao:" + plain);

        assertThat(trace.actions()).isEqualTo(Trace.open("taobao:" + compressed).actions());
        assertThat(trace.actions()).extracting(UserAction::type).containsExactly(1, 16, 4);
        assertThat(trace.actions()).extracting(UserAction::objectId).containsExactly(10L, 10L, 11L);
    }

    @Test
    void open_taobaoOfAnyYear_dropsSparseDaysOnly() throws IOException {
        StringBuilder rows = new StringBuilder("1,10,7,pv,-2134949234\n1,11,7,pv,1600000000\n");
        for (int i = 0; i < 400; i++) {
            rows.append("2,")
                    .append(i + 1)
                    .append(",7,pv,")
                    .append(1_700_000_000 + i * 400)
                    .append('\n');
        }
        Path file = Files.writeString(directory.resolve("years.csv"), rows.toString());

        assertThat(Trace.open("taobao:" + file).actions()).hasSize(400);
    }

    @Test
    void open_cdnowAndTrivago_readsActions() throws IOException {
        Path cdnow = Files.writeString(
                directory.resolve("cdnow"), " 00001 19970101  1   11.77\n 00001 19970112  1   12.00\n");
        Path trivago = Files.writeString(
                directory.resolve("trivago"),
                "user_id,session_id,timestamp,step,action_type,reference,platform,city,device,current_filters,impressions,prices\n"
                        + "u1,s1,1541599523,1,interaction item image,5967314,FR,\"Marseille, France\",tablet,,,\n"
                        + "u1,s1,1541599530,2,filter selection,Breakfast,FR,\"Marseille, France\",tablet,,,\n"
                        + "u1,s2,1541599531,1,clickout item,7,FR,\"Marseille, France\",tablet,,9|7|8,71|10|12\n");

        assertThat(Trace.open("cdnow:" + cdnow).actions()).hasSize(2).allMatch(action -> action.type() == 4);
        assertThat(Trace.open("trivago:" + trivago).actions())
                .extracting(UserAction::objectId)
                .containsExactly(5967314L, UserAction.NO_OBJECT, 7L);
        assertThat(Trace.open("trivago:" + trivago).actions().get(2).shown()).containsExactly(9, 7, 8);
        assertThat(Trace.open("trivago:" + trivago).sessions())
                .extracting(List::size)
                .containsExactly(2, 1);
    }

    @Test
    void open_yoochooseAndBpi_readsActionsInOrderOfTime() throws IOException {
        Path yoochoose = Files.writeString(
                directory.resolve("yoochoose"),
                "SessionId\tItemId\tTime\n3\t214716935\t1396437466.94\n3\t214832672\t1396437400\n");
        Path bpi = Files.writeString(
                directory.resolve("bpi"),
                "CaseID,ActivityID,CompleteTimestamp\n2,1,2012-04-03 16:55:38\n2,8,2012-04-03 16:55:53\n");

        assertThat(Trace.open("yoochoose:" + yoochoose + "," + yoochoose).sessions())
                .extracting(List::size)
                .containsExactly(4);
        assertThat(Trace.open("yoochoose:" + yoochoose).actions())
                .extracting(action -> action.time().toEpochMilli(), UserAction::objectId)
                .containsExactly(tuple(1396437400000L, 214832672L), tuple(1396437466940L, 214716935L));
        assertThat(Trace.open("bpi:" + bpi).actions())
                .extracting(action -> action.time().toString(), UserAction::type)
                .containsExactly(tuple("2012-04-03T16:55:38Z", 16), tuple("2012-04-03T16:55:53Z", 23));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing:x | no trace format",
                "taobao: | needs a file",
                "taobao:/no/such/file | no file",
                "synthetic:x | whole number",
            })
    void open_unusableSpec_throwsWithSentence(String spec, String sentence) {
        assertThatThrownBy(() -> Trace.open(spec))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "taobao | 1,2,3 | columns",
                "taobao | 1,2,3,pv,soon | whole number",
                "taobao | 1,2,3,looked,1511544070 | unknown action",
                "cdnow | 1 19970199 1 1.0 | date",
            })
    void open_malformedRow_throwsWithItsNumber(String format, String row, String sentence) throws IOException {
        Path file = Files.writeString(directory.resolve("bad"), row + "\n");

        assertThatThrownBy(() -> Trace.open(format + ":" + file))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining(sentence)
                .hasMessageContaining("Row 1 of ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yoochoose | 3\t214716935\tsoon | number of seconds",
                "yoochoose | 3\t214716935\t1e40 | number of seconds",
                "bpi | 2,241,2012-04-03 16:55:38 | code from 1 to 240",
                "bpi | 2,1,2012-04-33 16:55:38 | time like",
            })
    void open_malformedRowBelowHeader_throwsWithItsNumber(String format, String row, String sentence)
            throws IOException {
        Path file = Files.writeString(directory.resolve("bad"), "header\n" + row + "\n");

        assertThatThrownBy(() -> Trace.open(format + ":" + file))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining(sentence)
                .hasMessageContaining("Row 2 of ");
    }

    @Test
    void open_binaryFile_throws() throws IOException {
        byte[] bytes = new byte[4096];
        new java.util.Random(1).nextBytes(bytes);
        Path file = Files.write(directory.resolve("binary"), bytes);

        assertThatThrownBy(() -> Trace.open("taobao:" + file)).isInstanceOf(TraceException.class);
        Path truncated = Files.write(directory.resolve("gzip"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        assertThatThrownBy(() -> Trace.open("cdnow:" + truncated)).isInstanceOf(TraceException.class);
    }

    @Test
    void shop_sameSeed_givesSameOrderedActions() {
        var actions = new SyntheticTrace(7).shop();

        assertThat(actions).isEqualTo(new SyntheticTrace(7).shop());
        assertThat(actions).isSortedAccordingTo(Comparator.comparing(UserAction::time));
        assertThat(actions.get(0)).isNotEqualTo(new SyntheticTrace(8).shop().get(0));
    }

    /** The expected figures are those of UserBehavior.csv (983 users, 9 days). */
    @Test
    void shop_defaultSeed_resemblesTaobao() {
        TraceStatistics shop = TraceStatistics.of(SYNTHETIC.shop());
        compareShop(shop, new TraceStatistics(.897, 5.98, 3, 101.7, 17.0, 0, .243, .731, 0));
    }

    /** The expected figures are those of the CDNOW master file (23,570 users, 18 months). */
    @Test
    void purchases_defaultSeed_resembleCdnow() {
        TraceStatistics purchases = TraceStatistics.of(SYNTHETIC.purchases());
        comparePurchases(purchases, new TraceStatistics(0, 1.03, 1, 2.96, 2.87, .511, 0, 0, .438));
    }

    @Test
    void open_recordedTaobao_resemblesShop() throws IOException {
        List<UserAction> taobao = recorded("taobao", "taobao/UserBehavior_100k.csv");

        assertThat(taobao).hasSize(99_957);
        compareShop(TraceStatistics.of(SYNTHETIC.shop()), TraceStatistics.of(taobao));
    }

    @Test
    void open_recordedCdnow_resemblesPurchases() throws IOException {
        comparePurchases(
                TraceStatistics.of(SYNTHETIC.purchases()),
                TraceStatistics.of(recorded("cdnow", "cdnow/CDNOW_master.txt")));
    }

    @Test
    void open_recordedTrivago_readsEveryRow() throws IOException {
        assertThat(recorded("trivago", "trivago/trivago_100k.csv.gz")).hasSize(100_003);
    }

    @ParameterizedTest
    @CsvSource({
        "yoochoose, yoochoose/yoochoose-clicks-100k_train_full.txt, 70278",
        "bpi, bpi/bpi_12_w.csv, 72413",
        "bpi, bpi/helpdesk.csv, 13710"
    })
    void open_recordedTraces_readsEveryRow(String format, String file, int rows) throws IOException {
        assertThat(recorded(format, file)).hasSize(rows);
    }

    private static List<UserAction> recorded(String format, String file) throws TraceException {
        assumeTrue(TraceFiles.isTestable(file), TraceFiles.reason(file));
        return Trace.open(format + ":" + TraceFiles.path(file)).actions();
    }

    private static void compareShop(TraceStatistics actual, TraceStatistics expected) {
        assertThat(actual.viewShare()).isCloseTo(expected.viewShare(), within(.01));
        assertThat(actual.actionsPerSession()).isCloseTo(expected.actionsPerSession(), within(.6));
        assertThat(actual.medianSession()).isCloseTo(expected.medianSession(), within(1.0));
        assertThat(actual.actionsPerUser()).isCloseTo(expected.actionsPerUser(), within(12.0));
        assertThat(actual.sessionsPerUser()).isCloseTo(expected.sessionsPerUser(), within(2.0));
        assertThat(actual.oneSessionUsers()).isCloseTo(expected.oneSessionUsers(), within(.05));
        assertThat(actual.revisitShare()).isCloseTo(expected.revisitShare(), within(.06));
        assertThat(actual.objectsSeenOnce()).isCloseTo(expected.objectsSeenOnce(), within(.1));
    }

    private static void comparePurchases(TraceStatistics actual, TraceStatistics expected) {
        assertThat(actual.actionsPerSession()).isCloseTo(expected.actionsPerSession(), within(.1));
        assertThat(actual.actionsPerUser()).isCloseTo(expected.actionsPerUser(), within(.5));
        assertThat(actual.oneSessionUsers()).isCloseTo(expected.oneSessionUsers(), within(.05));
        assertThat(actual.returnAfter30Days()).isCloseTo(expected.returnAfter30Days(), within(.05));
    }
}
