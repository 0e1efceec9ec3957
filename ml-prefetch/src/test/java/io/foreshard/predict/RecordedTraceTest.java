package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The next type on a recorded trace: trained on the older 80 %, judged on the newest, the end of a session included. */
class RecordedTraceTest {
    private static Path data() {
        String set = System.getenv("FORESHARD_DATA");
        if (set != null) {
            return Path.of(set);
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve("shared/data"))) {
                return up.resolve("shared/data");
            }
        }
        return Path.of("absent");
    }

    @Test
    void taobaoIsPredictedBetterThanByTheMajority() throws IOException {
        Path file = data().resolve("taobao/UserBehavior_100k.csv");
        assumeTrue(Files.exists(file), "The taobao trace is absent; set FORESHARD_DATA to a directory that has it.");
        Map<String, Integer> types = Map.of("pv", 1, "fav", 2, "cart", 3, "buy", 4);
        Map<String, List<Step>> users = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] field = line.strip().split(",");
            long seconds = field.length < 5 ? 0 : Long.parseLong(field[4]);
            if (seconds >= 1_511_539_200 && seconds < 1_512_316_800) {
                users.computeIfAbsent(field[0], user -> new ArrayList<>())
                        .add(new Step(
                                types.get(field[3]),
                                seconds * 1_000,
                                Long.parseLong(field[1]),
                                Long.parseLong(field[2])));
            }
        }
        judge("taobao", users);
    }

    @Test
    void trivagoIsPredictedBetterThanByTheMajority() throws IOException {
        Path file = data().resolve("trivago/trivago_100k.csv.gz");
        assumeTrue(Files.exists(file), "The trivago trace is absent; set FORESHARD_DATA to a directory that has it.");
        Map<String, Integer> types = new HashMap<>();
        Map<String, List<Step>> sessions = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] field = line.split(",", 7);
                int type = types.computeIfAbsent(field[4], name -> types.size() + 1);
                long object = field[5].matches("\\d{1,18}") ? Long.parseLong(field[5]) : 0;
                sessions.computeIfAbsent(field[1], session -> new ArrayList<>())
                        .add(new Step(type, Long.parseLong(field[2]) * 1_000, object, 0));
            }
        }
        judge("trivago", sessions);
    }

    private static Score softmax(List<Example> examples) {
        List<Example> ordered = examples.stream()
                .sorted(Comparator.comparingLong(Example::timeMillis))
                .toList();
        List<Example> older = ModelTrainer.older(ordered);
        return Score.of(new SoftmaxBaseline(older, 1), ordered.subList(older.size(), ordered.size()));
    }

    private static void judge(String name, Map<String, List<Step>> sequences) {
        List<Example> examples = new ArrayList<>();
        for (List<Step> steps : sequences.values()) {
            steps.sort(Comparator.comparingLong(Step::timeMillis));
            examples.addAll(new ActionSequence(steps).examples(Long.MAX_VALUE));
        }
        ModelTrainer.Outcome outcome = new ModelTrainer().train(examples, null, 0);
        String figures = name + ": majority " + outcome.majority() + ", softmax " + softmax(examples) + ", model "
                + outcome.candidate().score() + ", refusal " + outcome.refusal();
        assertThat(outcome.refusal()).as(figures).isNull();
        assertThat(outcome.candidate().score().macroF1())
                .as(figures)
                .isGreaterThan(outcome.majority().macroF1());
        assertThat(outcome.candidate().score().accuracy())
                .as(figures)
                .isGreaterThanOrEqualTo(outcome.majority().accuracy() - .01);
    }
}
