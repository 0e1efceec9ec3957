package io.foreshard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.memory.MemoryObjectStore;
import io.foreshard.tier.Claim.Outcome;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Claims whose process is killed at each call of disk and store. */
class ClaimCrashTest {
    private final StepClock clock = new StepClock();

    /** Kills the process at each call of disk and store in turn, as its last one with or without effect; a single disk never forks. */
    @Test
    void claim_killedAtAnyCall_isContinuedInTheSameNamespace() throws IOException {
        int kills = 0;
        for (boolean takesEffect : new boolean[] {false, true}) {
            for (int call = 1; call < 6; call++) {
                for (int starts = 0; starts < 3; starts++) {
                    kills += killAt(call, takesEffect, starts) ? 1 : 0;
                }
            }
        }
        // A new disk writes its file three times, a known one twice; each claim replaces the token.
        assertThat(kills).isEqualTo(2 * (4 + 3 + 3));
    }

    private boolean killAt(int call, boolean takesEffect, int starts) throws IOException {
        MemoryObjectStore memory = new MemoryObjectStore();
        KillSwitch power = new KillSwitch();
        MemoryLocalFile disk = new MemoryLocalFile(power);
        for (int i = 0; i < starts; i++) {
            process(new KillableStore(memory, power), disk, i).claim();
        }
        power.reset();
        power.killAt(call, takesEffect);
        boolean killed = false;
        try {
            process(new KillableStore(memory, power), disk, 10).claim();
        } catch (KillSwitch.Killed e) {
            killed = true;
        }
        power.reset();
        Ownership restarted = process(new KillableStore(memory, power), disk, 11);
        Claim claim = restarted.claim();
        assertThat(claim.outcome()).isEqualTo(Outcome.OWNED);
        assertThat(restarted.check()).isTrue();
        assertThat(memory.list("nodes/").stream().filter(name -> name.endsWith("/owner")))
                .as("namespaces")
                .hasSize(1);
        assertThat(memory.list(claim.namespace().hold(""))).isEmpty();
        return killed;
    }

    /** Kills a fork at each call: before the new namespace has a token, the old one has the hold. */
    @Test
    void claim_forkKilledAtAnyCall_holdsTheOldNamespace() throws IOException {
        for (boolean takesEffect : new boolean[] {false, true}) {
            for (int call = 1; call < 7; call++) {
                MemoryObjectStore memory = new MemoryObjectStore();
                KillSwitch power = new KillSwitch();
                MemoryLocalFile disk = new MemoryLocalFile(power);
                Namespace old = process(memory, disk, 1).claim().namespace();
                MemoryLocalFile copy = disk.copy(power);
                process(memory, disk, 2).claim();
                power.reset();
                power.killAt(call, takesEffect);
                try {
                    process(new KillableStore(memory, power), copy, 3).claim();
                } catch (KillSwitch.Killed e) {
                    long tokens = memory.list("nodes/").stream()
                            .filter(name -> name.endsWith("/owner"))
                            .count();
                    assertThat(tokens).isEqualTo(1 + (memory.list(old.hold("")).isEmpty() ? 0 : tokens - 1));
                }
                power.reset();
                Ownership restarted = process(memory, copy, 4);
                restarted.claim();
                assertThat(restarted.held()).containsExactly(old);
                assertThat(memory.list(old.hold("")))
                        .containsExactly(old.hold(
                                restarted.owned().orElseThrow().namespace().nodeId()));
            }
        }
    }

    private Ownership process(ObjectStore of, MemoryLocalFile disk, long seed) {
        NodeName name = new NodeName(TestNode.FOLDER, "rack 7", "cluster");
        return new Ownership(of, disk, () -> name, clock, TestNode.ids(new Random(seed)), TierListener.NONE);
    }
}
