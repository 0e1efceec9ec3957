package io.foreshard.workbench.attack.cluster;

import io.foreshard.workbench.attack.Tally;
import java.util.Optional;

/** Compares a row with the version that was acknowledged. */
public final class RowCheck {
    private RowCheck() {}

    /** Counts a row that is lost or wrong; returns whether it is right. */
    public static boolean compare(Tally tally, String where, long key, Optional<Long> expected, AttackRow found) {
        String wanted = expected.map(version -> "version " + version).orElse("no row");
        if (found == null) {
            if (expected.isPresent()) {
                tally.lost(where + ": nothing was found instead of " + wanted + ".");
                return false;
            }
            return true;
        }
        if (!found.isWhole(key)) {
            tally.wrong(where + ": a mixed row was found instead of " + wanted + ".");
            return false;
        }
        if (!expected.equals(Optional.of(found.version()))) {
            tally.wrong(where + ": version " + found.version() + " was found instead of " + wanted + ".");
            return false;
        }
        return true;
    }
}
