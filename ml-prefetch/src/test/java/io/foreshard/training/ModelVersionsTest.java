package io.foreshard.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.candidate.CandidateModels;
import io.foreshard.predict.MeanLoss;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModelVersionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ModelVersions plus(ModelVersions versions) {
        ModelSet models = new ModelSet(versions.nextVersion(), null, CandidateModels.NONE);
        return versions.published(models, MeanLoss.NONE, NOW, NOW, "Better.");
    }

    private static ModelVersions versions(int number) {
        ModelVersions versions = ModelVersions.NONE;
        for (int i = 0; i < number; i++) {
            versions = plus(versions);
        }
        return versions;
    }

    private static byte[] bytes(ModelVersions versions) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        versions.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static ModelVersions read(byte[] bytes) throws IOException {
        return ModelVersions.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void published_moreThanEight_keepsTheNewest() {
        ModelVersions versions = versions(11);

        assertThat(versions.versions())
                .extracting(ModelVersion::version)
                .containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(versions.serving().orElseThrow().version()).isEqualTo(11);
    }

    @Test
    void rolledBack_keptVersion_servesAndNumbersGoOn() {
        ModelVersions versions = versions(3).rolledBack(2, NOW);

        assertThat(versions.serving().orElseThrow().version()).isEqualTo(2);
        assertThat(versions.rolledBackAt()).isEqualTo(NOW);
        ModelVersions next = plus(versions);
        assertThat(next.serving().orElseThrow().version()).isEqualTo(4);
        assertThat(next.rolledBackAt()).isEqualTo(Instant.MIN);
    }

    @Test
    void rolledBack_unknownOrServingVersion_throwsWithTheKeptOnes() {
        assertThatThrownBy(() -> versions(3).rolledBack(9, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no version 9 of the models; kept are [1, 2, 3].");
        assertThatThrownBy(() -> versions(3).rolledBack(3, NOW)).hasMessage("Version 3 of the models serves already.");
    }

    @Test
    void read_writtenVersions_areTheSame() throws IOException {
        ModelVersions versions = versions(3).rolledBack(2, NOW);

        ModelVersions read = read(bytes(versions));

        assertThat(read.versions()).isEqualTo(versions.versions());
        assertThat(read.serving().orElseThrow().version()).isEqualTo(2);
        assertThat(read.rolledBackAt()).isEqualTo(NOW);
        assertThat(read.nextVersion()).isEqualTo(4);
        assertThat(read(bytes(ModelVersions.NONE)).serving()).isEmpty();
    }

    @Test
    void read_everyPrefix_throws() throws IOException {
        byte[] bytes = bytes(versions(2));

        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(prefix)).isInstanceOfAny(IOException.class, IllegalArgumentException.class);
        }
    }

    @Test
    void read_damagedContentOfTheServingVersion_throws() throws IOException {
        byte[] bytes = bytes(versions(1));
        bytes[bytes.length - 1] ^= 1;

        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("checksum");
    }
}
