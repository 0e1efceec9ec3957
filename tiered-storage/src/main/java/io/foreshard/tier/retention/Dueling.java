package io.foreshard.tier.retention;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * Releases by the candidate that had the fewest misses lately, as measured on a sample of the units: each candidate releases units of a small copy of the disk.
 *
 * <p>Sources: the duel on a sample is set dueling (Qureshi and others, "Adaptive insertion policies for high performance caching", ISCA 2007); a sample of the units with a budget in proportion
 * has the misses of the whole (Waldspurger and others, "Cache modeling and optimization using miniature simulations", USENIX ATC 2017). The first candidate begins; another takes over when
 * it has 2 % fewer misses.
 *
 * <p>Each candidate orders all local units, in one table, and a sample of up to 8,192 units, which are those of its copy of the disk. Not thread-safe.
 */
final class Dueling implements RetentionPolicy {
    private static final int MAX_SAMPLE = 8_192;
    /** Sampled accesses between two decisions. */
    private static final int ROUND = 2_048;
    /** What a round keeps of the misses of earlier ones. */
    private static final double MEMORY = .9;

    private static final double MARGIN = .98;
    private static final int MIN_MISSES = 64;

    private final RetentionPolicy local;
    private final SharedOrders orders;
    /** The copy of the disk of each candidate. */
    private final RetentionPolicy[] shadows;

    private final double[] misses;
    /** Sampled units that are local, or local in a shadow. */
    private final Map<Long, Sampled> sampled = new HashMap<>();

    private int best;
    private int accesses;
    private int sampleBits;

    private record Sampled(int bytes, int[] users) {}

    /** @param candidates creates the order of each candidate: one of all local units, and one of a sample */
    Dueling(List<Function<UnitTable, UnitOrder>> candidates) {
        UnitTable units = new UnitTable();
        orders = new SharedOrders(units, candidates);
        local = new UnitPolicy(units, orders);
        shadows = candidates.stream().map(UnitPolicy::of).toArray(RetentionPolicy[]::new);
        misses = new double[shadows.length];
    }

    private boolean isSampled(long unit) {
        return (UnitTable.mix(~unit) & (1L << sampleBits) - 1) == 0;
    }

    @Override
    public void accessed(long unit, int user, long timeMillis) {
        local.accessed(unit, user, timeMillis);
        if (!isSampled(unit)) {
            return;
        }
        Sampled known = sampled.get(unit);
        for (int i = 0; i < shadows.length; i++) {
            shadows[i].accessed(unit, user, timeMillis);
            if (known != null && !shadows[i].contains(unit)) {
                misses[i]++;
                if (contains(unit)) {
                    shadows[i].added(unit, known.bytes(), known.users(), timeMillis);
                }
            }
        }
        if (++accesses % ROUND == 0) {
            decide();
        }
    }

    private void decide() {
        int least = best;
        for (int i = 0; i < misses.length; i++) {
            least = misses[i] < misses[least] ? i : least;
        }
        if (misses[best] >= MIN_MISSES && misses[least] < MARGIN * misses[best]) {
            best = least;
            orders.choose(best);
        }
        for (int i = 0; i < misses.length; i++) {
            misses[i] *= MEMORY;
        }
    }

    @Override
    public void added(long unit, int bytes, int[] users, long timeMillis) {
        local.added(unit, bytes, users, timeMillis);
        if (isSampled(unit)) {
            sampled.put(unit, new Sampled(bytes, users));
            for (RetentionPolicy shadow : shadows) {
                shadow.added(unit, bytes, users, timeMillis);
            }
            if (sampled.size() > 2 * MAX_SAMPLE) {
                shrinkSample();
            }
        }
    }

    @Override
    public void removed(long unit) {
        local.removed(unit);
        if (sampled.remove(unit) != null) {
            for (RetentionPolicy shadow : shadows) {
                shadow.removed(unit);
            }
        }
    }

    @Override
    public long release(long budgetBytes, LongPredicate release) {
        long released = local.release(budgetBytes, release);
        for (RetentionPolicy shadow : shadows) {
            shadow.release(budgetBytes >> sampleBits, unit -> true);
        }
        return released;
    }

    /** Forgets units that no shadow has, and halves the sample while it is too large. */
    private void shrinkSample() {
        sampled.keySet().removeIf(unit -> {
            boolean kept = contains(unit);
            for (RetentionPolicy shadow : shadows) {
                kept |= shadow.contains(unit);
            }
            return !kept;
        });
        while (sampled.size() > MAX_SAMPLE) {
            sampleBits++;
            sampled.keySet().removeIf(unit -> {
                if (isSampled(unit)) {
                    return false;
                }
                for (RetentionPolicy shadow : shadows) {
                    shadow.removed(unit);
                }
                return true;
            });
        }
    }

    @Override
    public boolean contains(long unit) {
        return local.contains(unit);
    }

    @Override
    public long bytes() {
        return local.bytes();
    }

    @Override
    public int size() {
        return local.size();
    }
}
