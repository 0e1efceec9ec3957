package io.foreshard.plugin.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.tier.Discard;
import io.foreshard.tier.Discard.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.ignite.IgniteCheckedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A discard or its undo is cut off at each of its moves: the node does not start, and either command completes. */
class DiscardedCopiesTest {
    private static final String GROUP = "archive";
    private static final List<String> MOVED = List.of("index.bin", "part-0.bin", "part-1.bin", "part-7.bin");
    private static final String RESIDENCY = "residency-1";

    @TempDir
    Path work;

    private Path files;
    private Path residency;
    private DiscardedCopies copies;
    private PersistenceDirectory directory;

    @BeforeEach
    void createFiles() throws IOException {
        directory = new PersistenceDirectory(Files.createDirectories(work.resolve("db/node")));
        files = Files.createDirectories(directory.path().resolve("cacheGroup-" + GROUP));
        residency = Files.createDirectories(directory.tier().path().resolve("cacheGroup-" + GROUP));
        for (String name : MOVED) {
            Files.writeString(files.resolve(name), name);
        }
        Files.writeString(files.resolve("notescache_data.dat"), "configuration");
        Files.writeString(residency.resolve(RESIDENCY), RESIDENCY);
        copies = new DiscardedCopies(directory);
    }

    private Discard moveOut() throws IgniteCheckedException, IOException {
        return copies.moveOut(GROUP, false, Instant.now());
    }

    private static List<Path> allIn(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile).toList();
        }
    }

    /** Returns the states that a command can leave: the first files are moved out, the others are in place. */
    private static IntStream states() {
        return IntStream.rangeClosed(0, MOVED.size() + 1);
    }

    /** Leaves a state of a command that was cut off. */
    private void cutOff(Step step, int movedOut) throws IgniteCheckedException, IOException {
        Discard discard = moveOut();
        Path out = copies.files(discard);
        for (String name : MOVED.subList(Math.min(movedOut, MOVED.size()), MOVED.size())) {
            Files.move(out.resolve(name), files.resolve(name));
        }
        if (movedOut <= MOVED.size()) {
            Files.createDirectories(residency);
            Files.move(out.resolve(RESIDENCY), residency.resolve(RESIDENCY));
        }
        discard.at(step).write(directory.tier());
        assertThatThrownBy(copies::starting)
                .isInstanceOf(IgniteCheckedException.class)
                .hasMessageContaining("run it again, with or without --undo");
    }

    private void isMovedOut() throws IOException {
        assertThat(allIn(files)).containsExactly(files.resolve("notescache_data.dat"));
        assertThat(residency).doesNotExist();
        Discard discard = Discard.all(directory.tier()).get(0);
        for (String name : MOVED) {
            assertThat(copies.files(discard).resolve(name)).hasContent(name);
        }
        assertThat(copies.files(discard).resolve(RESIDENCY)).hasContent(RESIDENCY);
        assertThat(discard.step()).isEqualTo(Step.MOVED);
    }

    private void isInPlace() throws IOException {
        for (String name : MOVED) {
            assertThat(files.resolve(name)).hasContent(name);
        }
        assertThat(residency.resolve(RESIDENCY)).hasContent(RESIDENCY);
        assertThat(Discard.all(directory.tier())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"MOVING_OUT", "MOVING_BACK"})
    void command_cutOffAtEachMove_eitherCommandCompletes(Step step) throws Exception {
        for (int movedOut : states().toArray()) {
            cutOff(step, movedOut);
            moveOut();
            isMovedOut();
            copies.moveBack(GROUP);
            isInPlace();

            cutOff(step, movedOut);
            copies.moveBack(GROUP);
            isInPlace();
        }
    }

    @Test
    void starting_filesOfACutOffStart_arePutAsideEachTime() throws Exception {
        Discard discard = moveOut();
        for (int start = 1; start <= 2; start++) {
            assertThat(copies.starting()).extracting(Discard::step).containsExactly(Step.STARTING);
            Files.writeString(files.resolve("part-1.bin"), "start " + start);
            Files.writeString(Files.createDirectories(residency).resolve(RESIDENCY), "start " + start);
        }
        List<Discard> third = copies.starting();

        assertThat(allIn(files)).containsExactly(files.resolve("notescache_data.dat"));
        assertThat(residency).doesNotExist();
        assertThat(copies.files(discard).resolve("part-1.bin")).hasContent("part-1.bin");
        assertThat(third).extracting(Discard::step).containsExactly(Step.STARTING);
        assertThatThrownBy(() -> copies.moveBack(GROUP)).hasMessageContaining("The node was started after the copy");
    }

    /** The files of a start with a complete checkpoint stay, until they are found to be inconsistent. */
    @Test
    void startAgain_cutOffAtTheMove_nextStartContinues() throws Exception {
        moveOut();
        Discard filling = copies.step(copies.starting().get(0), Step.FILLING);
        Files.writeString(files.resolve("part-1.bin"), "filling");
        assertThat(copies.starting()).containsExactly(filling);
        assertThat(files.resolve("part-1.bin")).hasContent("filling");

        copies.step(filling, Step.STARTING); // the process ends in startAgain
        assertThat(copies.starting()).extracting(Discard::step).containsExactly(Step.STARTING);
        assertThat(files.resolve("part-1.bin")).doesNotExist();

        Discard again = copies.step(filling, Step.FILLING);
        Files.writeString(files.resolve("part-1.bin"), "filling");
        assertThat(copies.startAgain(again).step()).isEqualTo(Step.STARTING);
        assertThat(allIn(files)).containsExactly(files.resolve("notescache_data.dat"));
    }
}
