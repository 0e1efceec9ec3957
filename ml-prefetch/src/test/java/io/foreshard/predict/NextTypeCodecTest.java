package io.foreshard.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NextTypeCodecTest {
    private final List<Example> examples = TestActions.examples(RunSeed.get());
    private final NextTypeModel model =
            ModelSelection.train(examples, null, 5).candidate().orElseThrow();

    @Test
    void decode_encodedModel_givesEqualFiguresAndProbabilities() {
        NextTypeModel read = NextTypeCodec.decode(NextTypeCodec.encode(model));

        assertThat(read.version()).isEqualTo(1);
        assertThat(read.trainedAt()).isEqualTo(Instant.ofEpochMilli(5));
        assertThat(read.report()).isEqualTo(model.report());
        assertThat(read.probabilities(examples.get(9))).isEqualTo(model.probabilities(examples.get(9)));
        assertThat(Arrays.stream(read.probabilities(examples.get(9))).sum()).isEqualTo(1, within(1e-9));
    }

    @Test
    void decode_foreignOrCutBytes_throws() {
        byte[] bytes = NextTypeCodec.encode(model);

        assertThatThrownBy(() -> NextTypeCodec.decode(new byte[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NextTypeCodec.decode(new byte[300])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NextTypeCodec.decode(Arrays.copyOf(bytes, bytes.length / 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
