package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.tier.ResidencyRecord.Type;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records in segments: torn tails, failed appends, compaction and damage. */
class ResidencyLogTest {
    private static final long IDENTITY = 77;

    private final MemoryLog directory = new MemoryLog();
    private final ResidencyLog log = new ResidencyLog(directory);

    private static ResidencyRecord offloaded(int partition, String name) {
        StoredObject stored = new StoredObject(name, 1, 0, new int[] {1, 2}, new int[] {5, 6});
        return ResidencyRecord.uploaded(
                partition, new Residency(IDENTITY, 0, 4), List.of(stored), new ChangedPages(), AfterUpload.RELEASE);
    }

    private static ResidencyRecord changed(int partition, long generation, int page) {
        ChangedPages written = new ChangedPages();
        written.add(page);
        return ResidencyRecord.changed(
                partition, IDENTITY, generation, new ResidencyRecord.Changes(new ChangedPages(), written));
    }

    private Map<Integer, SavedResidency> load() throws IOException {
        return new ResidencyLog(directory).load();
    }

    @Test
    void load_records_returnsEachPartition() throws IOException {
        log.append(List.of(offloaded(3, "a"), offloaded(5, "b")));
        log.append(List.of(changed(3, 2, 1)));

        Map<Integer, SavedResidency> loaded = load();

        assertThat(loaded).containsOnlyKeys(3, 5);
        assertThat(loaded.get(3).generation()).isEqualTo(2);
        assertThat(loaded.get(3).latest().state(1)).isEqualTo(PageState.LOCAL);
        assertThat(loaded.get(3).latest().state(2)).isEqualTo(PageState.REMOTE);
        assertThat(loaded.get(5).identity()).isEqualTo(IDENTITY);
    }

    @Test
    void append_fails_continuesInAnotherSegment() throws IOException {
        log.append(List.of(offloaded(3, "a")));
        directory.failsToAppend(true);
        assertThatThrownBy(() -> log.append(List.of(changed(3, 2, 1)))).isInstanceOf(IOException.class);
        directory.failsToAppend(false);
        log.append(List.of(changed(3, 2, 2)));

        assertThat(directory.segments()).hasSize(2);
        assertThat(load().get(3).latest().state(2)).isEqualTo(PageState.LOCAL);
        assertThat(load().get(3).latest().state(1)).isEqualTo(PageState.REMOTE);
    }

    @Test
    void load_anyTailLost_returnsAPrefixOfTheRecords() throws IOException {
        log.append(List.of(offloaded(3, "a")));
        int first = directory.content(1).length;
        log.append(List.of(changed(3, 2, 1)));
        byte[] whole = directory.content(1);
        for (int length = 0; length < whole.length; length++) {
            directory.replace(1, Arrays.copyOf(whole, length));

            Map<Integer, SavedResidency> loaded = load();

            assertThat(loaded).hasSize(length < first ? 0 : 1);
            if (length >= first) {
                assertThat(loaded.get(3).generation()).isEqualTo(1);
            }
        }
    }

    @Test
    void load_anyBitFlipped_losesTheRecordAndThoseAfterIt() throws IOException {
        log.append(List.of(offloaded(3, "a")));
        int first = directory.content(1).length;
        log.append(List.of(changed(3, 2, 1)));
        byte[] whole = directory.content(1);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 16;
            directory.replace(1, damaged);

            Map<Integer, SavedResidency> loaded = load();

            assertThat(loaded).as("flip at %d", at).hasSize(at < first ? 0 : 1);
        }
    }

    @Test
    void load_recordMissing_isDamage() throws IOException {
        log.append(List.of(offloaded(3, "a")));
        log.append(List.of(changed(3, 3, 1)));

        assertThat(load().get(3).damage()).contains("before generation 3 are missing");
    }

    @Test
    void load_fileCreatedAfterADamagedOne_isNotDamaged() throws IOException {
        log.append(List.of(offloaded(3, "a"), changed(3, 3, 1), offloaded(3, "b")));

        SavedResidency loaded = load().get(3);

        assertThat(loaded.damage()).isNull();
        assertThat(loaded.objectNames()).containsExactly("b");
    }

    @Test
    void compact_states_replaceEarlierSegments() throws IOException {
        log.append(List.of(offloaded(3, "a"), offloaded(5, "b")));
        Residency residency = load().get(3).latest();
        int number = log.beginCompaction();
        log.append(List.of(changed(3, 2, 1)));

        ResidencyLog.compact(
                directory,
                number,
                List.of(3, 5),
                partition -> partition == 3 ? List.of(ResidencyRecord.state(3, residency)) : List.of());

        assertThat(directory.segments()).containsExactly(number, number + 1);
        assertThat(load()).containsOnlyKeys(3);
        assertThat(load().get(3).latest().state(1)).isEqualTo(PageState.LOCAL);
        assertThat(load().get(3).latest().state(2)).isEqualTo(PageState.REMOTE);
    }

    @Test
    void ended_recalledOrDestroyed_hasNoResidency() throws IOException {
        log.append(List.of(offloaded(3, "a"), ResidencyRecord.of(Type.RECALLED, 3, IDENTITY, 2)));
        log.append(List.of(offloaded(5, "b"), ResidencyRecord.of(Type.DESTROYED, 5, IDENTITY, 2)));

        assertThat(load().get(3).isEnded()).isTrue();
        assertThat(load().get(3).objectNames()).as("the record may be cut off").containsExactly("a");
        assertThat(load().get(5).isEnded()).isTrue();
        assertThat(load().get(5).objectNames()).isEmpty();
        assertThat(load().get(3).latest()).isNull();
    }
}
