package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.tier.Discard.Step;
import io.foreshard.tier.References.GroupState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The objects of a copy that was put aside: they stay until its directory is deleted, and are collected then. */
class KeptReferencesTest {
    private static final int OTHER_GROUP = 7;

    @TempDir
    Path directory;

    private DiskDirectory tierFiles;
    private TestTier tier;
    private List<String> objects;
    private Discard discard;

    @BeforeEach
    void offloadAndDiscard() throws IOException {
        tierFiles = new DiskDirectory(directory.resolve("node-0"));
        tier = new TestTier(directory, Runnable::run, TierListener.NONE);
        offload(tier.open(0, TestTier.file()));
        objects = objects();
        discard(false);
        tier = new TestTier(directory, tier.store, Runnable::run, TierListener.NONE);
    }

    private void offload(TieredPartition partition) throws IOException {
        TestPages.write(partition, 1, 111);
        partition.force();
        partition.moves().offload();
        tier.storage.checkpointed();
    }

    private void discard(boolean namesAllObjects) throws IOException {
        discard = Discard.begin(
                tierFiles,
                MemoryHost.GROUP.name(),
                MemoryHost.GROUP.id(),
                "cache-rows",
                namesAllObjects,
                Instant.EPOCH);
        discard.at(Step.MOVED).write(tierFiles);
        Path residency = tierFiles.path().resolve("cache-rows");
        try (Stream<Path> segments = Files.list(residency)) {
            for (Path segment : segments.toList()) {
                Files.move(segment, tierFiles.path().resolve(discard.path()).resolve(segment.getFileName()));
            }
        }
        Files.delete(residency);
    }

    private List<String> objects() throws IOException {
        return tier.store.list("nodes/").stream()
                .filter(name -> name.contains("/group-") && !name.endsWith("/manifest"))
                .toList();
    }

    /** Two sweeps with more than the grace between them. */
    private void sweep() {
        tier.storage.collectGarbage(false);
        tier.clock.advance(TestTier.GRACE.plus(Duration.ofMinutes(1)));
        tier.storage.collectGarbage(false);
    }

    @Test
    void collectGarbage_copyDiscarded_keepsItsObjectsUntilTheDirectoryIsDeleted() throws IOException {
        assertThat(tierFiles.logs()).as("logs of present copies").isEmpty();
        offload(tier.open(0, TestTier.file()));
        sweep();
        assertThat(objects()).hasSize(2).containsAll(objects);

        try (Stream<Path> files = Files.list(tierFiles.path().resolve(discard.path()))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        sweep();

        assertThat(objects()).hasSize(1).doesNotContainAnyElementsOf(objects);
        assertThat(tier.storage.garbageBytes()).isZero();
    }

    @Test
    void unlessMoving_residencyOfTheCopyIncomplete_keepsAllObjectsOfTheGroup() throws IOException {
        discard.at(Step.MOVED).write(tierFiles);
        new Discard(discard.name(), discard.group(), discard.groupId(), "cache-rows", true, Step.FILLED, Instant.EPOCH)
                .write(tierFiles);
        KeptReferences kept = new KeptReferences(new TestReferences(), new DiscardedResidencies(tierFiles));

        kept.unlessMoving(
                discard.groupId(), 3, isReferenced -> assertThat(isReferenced).accepts("any object"));
        kept.unlessMoving(
                OTHER_GROUP, 3, isReferenced -> assertThat(isReferenced).rejects("any object"));
        assertThat(kept.mayBorrowFrom("any namespace")).isTrue();
    }

    @Test
    void group_destroyedInTheCluster_isAskedForWhileACopyIsKept() {
        TestReferences present = new TestReferences();
        present.group(discard.groupId(), GroupState.GONE);
        present.group(OTHER_GROUP, GroupState.GONE);
        KeptReferences kept = new KeptReferences(present, new DiscardedResidencies(tierFiles));

        assertThat(kept.group(discard.groupId())).isEqualTo(GroupState.HERE);
        assertThat(kept.group(OTHER_GROUP)).isEqualTo(GroupState.GONE);
    }

    @Test
    void group_stateOfACopyDamaged_isUnsure() throws IOException {
        tierFiles.replace(discard.path() + "/state", new byte[] {1, 2, 3});
        TestReferences present = new TestReferences();
        present.group(OTHER_GROUP, GroupState.GONE);

        assertThat(new KeptReferences(present, new DiscardedResidencies(tierFiles)).group(OTHER_GROUP))
                .isEqualTo(GroupState.UNSURE);
    }
}
