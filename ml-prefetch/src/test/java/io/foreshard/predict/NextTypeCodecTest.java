package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NextTypeCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Example> examples = TestActions.examples(RunSeed.get());
    private final NextTypeModel model = NextTypeSelection.select(
                    examples.subList(0, 3_000),
                    examples.subList(3_000, examples.size()),
                    SessionGap.DEFAULT,
                    null,
                    1,
                    NOW.toEpochMilli())
            .better()
            .orElseThrow();
    private final byte[] bytes = NextTypeCodec.encode(model);

    @Test
    void decode_encodedModel_givesEqualFiguresAndProbabilities() {
        NextTypeModel read = NextTypeCodec.decode(bytes);

        assertThat(read.version()).isEqualTo(1);
        assertThat(read.trainedAt()).isEqualTo(NOW);
        assertThat(read.gap()).isEqualTo(model.gap());
        assertThat(read.report()).isEqualTo(model.report());
        assertThat(read.probabilities(examples.get(9))).isEqualTo(model.probabilities(examples.get(9)));
        assertThat(Arrays.stream(read.probabilities(examples.get(9))).sum()).isEqualTo(1, within(1e-9));
        assertThat(NextTypeCodec.encode(read)).isEqualTo(bytes);
    }

    @Test
    void decode_modelOfCases_isCaseLike() {
        SessionGap cases = SessionGap.cases(Duration.ofDays(30));

        NextTypeModel read = NextTypeCodec.decode(NextTypeCodec.encode(NextTypeTrainer.train(examples, cases, 3, 5)));

        assertThat(read.gap()).isEqualTo(cases);
    }

    @Test
    void decode_everyPrefix_throwsOneSentence() {
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length));
        }
    }

    @Test
    void decode_flippedBytes_throwsOneSentence() {
        Random random = new Random(RunSeed.get());
        for (int place = 0; place < bytes.length; place++) {
            byte[] flipped = bytes.clone();
            flipped[place] ^= (byte) (1 + random.nextInt(255));
            assertRefused(flipped);
        }
    }

    @Test
    void decode_longerOrRandomBytes_throwsOneSentence() {
        Random random = new Random(RunSeed.get());
        assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
        for (int i = 0; i < 1_000; i++) {
            byte[] foreign = new byte[random.nextInt(300)];
            random.nextBytes(foreign);
            assertRefused(foreign);
        }
    }

    /** A checksum does not help against bytes that were written wrongly. */
    @Test
    void decode_damagedBodyWithMatchingChecksum_throwsOrGivesAModel() {
        Random random = new Random(RunSeed.get());
        for (int i = 0; i < 5_000; i++) {
            byte[] body = Arrays.copyOf(bytes, bytes.length - Integer.BYTES);
            body[8 + random.nextInt(body.length - 8)] = (byte) random.nextInt(256);
            byte[] signed = NextTypeCodec.withChecksum(body);
            try {
                assertThat(NextTypeCodec.decode(signed)).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageEndingWith("train a new one.");
            }
        }
    }

    private static void assertRefused(byte[] wrong) {
        assertThatThrownBy(() -> NextTypeCodec.decode(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("train a new one.");
    }
}
