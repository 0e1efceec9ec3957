package io.foreshard.tier.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTinyLfuTest {
    private static final int UNITS = 100;
    private static final int ACCESSED = 30;

    @Test
    void release_refusedUnit_isReleasedBeforeAccessedOnes() {
        RetentionPolicy policy = RetentionPolicy.windowTinyLfu();
        for (long unit = 1; unit <= UNITS; unit++) {
            policy.added(unit, 1, RetentionPolicy.UNKNOWN_USERS, unit);
        }
        for (long unit = 1; unit <= ACCESSED; unit++) {
            policy.accessed(unit, RetentionPolicy.UNKNOWN_USER, UNITS + unit);
        }
        List<Long> tried = new ArrayList<>();
        policy.release(UNITS - 1, unit -> {
            tried.add(unit);
            return tried.size() > 1;
        });
        long refused = tried.get(0);
        assertThat(policy.contains(refused)).isTrue();

        policy.release(ACCESSED + 1, unit -> true);

        assertThat(policy.contains(refused)).isFalse();
        for (long unit = 1; unit <= ACCESSED; unit++) {
            assertThat(policy.contains(unit)).isTrue();
        }
    }
}
