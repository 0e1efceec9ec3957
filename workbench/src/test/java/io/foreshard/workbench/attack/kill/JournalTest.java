package io.foreshard.workbench.attack.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.AttackRow;
import io.foreshard.workbench.attack.cluster.Journal;
import io.foreshard.workbench.attack.cluster.RowCheck;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The model of the kill attack: values that a row may have after a kill, and how a row is judged. */
class JournalTest {
    private final Journal<Long, Long> journal = new Journal<>();

    @Test
    void entry_acknowledgedWrite_allowsItAlone() {
        journal.acknowledge(1L, Optional.of(5L));

        assertThat(journal.entry(1L).allows(Optional.of(5L))).isTrue();
        assertThat(journal.entry(1L).allows(Optional.of(4L))).isFalse();
        assertThat(journal.entry(1L).allows(Optional.empty())).isFalse();
    }

    @Test
    void entry_attemptedRemoval_allowsOldValueAndNone() {
        journal.acknowledge(1L, Optional.of(5L));
        journal.attempted(1L, Optional.empty());

        assertThat(journal.entry(1L).allows(Optional.of(5L))).isTrue();
        assertThat(journal.entry(1L).allows(Optional.empty())).isTrue();
        assertThat(journal.entry(1L).allows(Optional.of(6L))).isFalse();
        assertThat(journal.unsureKeys()).containsExactly(1L);
    }

    @Test
    void compare_missingStaleAndMixedRow_areCounted() {
        Tally tally = new Tally("test", 1);

        RowCheck.compare(tally, "a", 3, Optional.of(7L), AttackRow.of(3, 7));
        RowCheck.compare(tally, "b", 3, Optional.of(7L), null);
        RowCheck.compare(tally, "c", 3, Optional.of(7L), AttackRow.of(3, 6));
        RowCheck.compare(tally, "d", 3, Optional.of(7L), AttackRow.of(4, 7));
        RowCheck.compare(tally, "e", 3, Optional.empty(), AttackRow.of(3, 7));

        assertThat(tally.report().lost()).isEqualTo(1);
        assertThat(tally.report().wrong()).isEqualTo(3);
        assertThat(tally.report().violations())
                .containsExactly(
                        "b: nothing was found instead of version 7.",
                        "c: version 6 was found instead of version 7.",
                        "d: a mixed row was found instead of version 7.",
                        "e: version 7 was found instead of no row.");
    }
}
