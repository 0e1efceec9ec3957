package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.junit.jupiter.api.Test;

class GroupPagesTest {
    private static final int PARTITIONS = 3_000;

    private final GroupPages group = new GroupPages();

    @Test
    void getOrAdd_manyThreads_returnsOneObjectForEachPartition() {
        Set<PartitionPages> all = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 8 * PARTITIONS).parallel().forEach(i -> all.add(group.getOrAdd(i % PARTITIONS)));

        assertThat(all).hasSize(PARTITIONS);
        assertThat(IntStream.range(0, PARTITIONS).mapToObj(group::get)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void get_partitionNotAdded_returnsNull() {
        group.getOrAdd(7);

        assertThat(group.get(6)).isNull();
        assertThat(group.get(1_000)).isNull();
    }

    @Test
    void getOrAdd_partitionOfIndexes_isNotAmongTheOthers() {
        PartitionPages indexes = group.getOrAdd(PageIdAllocator.INDEX_PARTITION);

        assertThat(group.get(PageIdAllocator.INDEX_PARTITION)).isSameAs(indexes);
        assertThat(group.tiered()).isEmpty();
        assertThat(group.hasRemotePages()).isFalse();
    }
}
