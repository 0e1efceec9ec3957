package io.foreshard.tier.retention;

/**
 * Estimates how soon a user returns, from the number of visits and the time since the last access.
 *
 * <p>A piecewise constant hazard (Holford, "Life tables with concomitant information", Biometrics 1976): for each class of visits and each half octave of idle time, the returns over the time that users waited there,
 * also those who have not returned yet. A cell with few returns leans on those of all users at the same idle time, scaled by how much more often users of its class return; an idle time
 * that no user has reached yet has the rate of the one before over the square root of 2. Counts lose a half every 131,072 returns. Fixed memory: 23 KB. Not thread-safe.
 */
final class ReturnRates {
    /** Numbers of visits from which a class begins. */
    private static final int[] CLASS_BEGINS = {1, 2, 3, 4, 5, 7, 10, 15, 23, 41, 81};

    private static final int CLASSES = CLASS_BEGINS.length;
    /** Idle times below 2^10 ms are one bucket; the last bucket begins at 2^41 ms, 70 years. */
    private static final int FIRST_BITS = 10;

    private static final int BUCKETS = 64;
    /** Returns that an estimate takes over from a wider one. */
    private static final double PRIOR = 20;

    /** Share of users who still wait below which the index looks no further. */
    private static final double NEGLIGIBLE = 1e-3;

    private static final int MIN_ROUND = 64;
    private static final int MAX_ROUND = 1_024;
    private static final double HALVED_AFTER = 1 << 17;
    /** Rate before the first return, per millisecond: one return a day. */
    private static final double UNLEARNED = 1.0 / (24 * 60 * 60 * 1000);

    private final double[][] returns = new double[CLASSES][BUCKETS];
    private final double[][] waitedMillis = new double[CLASSES][BUCKETS];
    private final double[][] rates = new double[CLASSES][BUCKETS];
    private final double[][] index = new double[CLASSES][BUCKETS];

    private double all;
    private int round;

    ReturnRates() {
        learn();
    }

    /** Users of a class waited from one idle time to a later one. */
    void waited(int visits, double fromMillis, double toMillis) {
        double[] waited = waitedMillis[classOf(visits)];
        int last = bucket(toMillis);
        for (int bucket = bucket(fromMillis); bucket <= last; bucket++) {
            double end = bucket == last ? toMillis : begin(bucket + 1);
            waited[bucket] += Math.max(0, end - Math.max(fromMillis, begin(bucket)));
        }
    }

    /** A user returned after an idle time. */
    void returned(int visits, double idleMillis) {
        returns[classOf(visits)][bucket(idleMillis)]++;
        all++;
        if (++round >= Math.max(MIN_ROUND, Math.min(MAX_ROUND, all / 20))) {
            learn();
            double kept = Math.pow(.5, round / HALVED_AFTER);
            scale(returns, kept);
            scale(waitedMillis, kept);
            all *= kept;
            round = 0;
        }
    }

    /**
     * Returns the highest mean rate of returns over any horizon from an idle time on, per millisecond: the probability of a return within the horizon over the expected time that the user is waited for. A
     * horizon that is the same for all users is too long for a session or too short for a shop whose users return after a month.
     */
    double index(int visits, double idleMillis) {
        return index[classOf(visits)][bucket(idleMillis)];
    }

    private void learn() {
        double[] common = common();
        learnRows(common);
        index();
    }

    private void learnRows(double[] common) {
        double factor = 1;
        for (int row = 0; row < CLASSES; row++) {
            double seen = factor * PRIOR;
            double expected = PRIOR;
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                seen += returns[row][bucket];
                expected += common[bucket] * waitedMillis[row][bucket];
            }
            factor = seen / expected;
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                double prior = common[bucket] * factor;
                rates[row][bucket] = rate(returns[row][bucket], waitedMillis[row][bucket], prior);
            }
        }
    }

    /** The index of Gittins (Journal of the Royal Statistical Society B, 1979). */
    private void index() {
        for (int row = 0; row < CLASSES; row++) {
            for (int from = 0; from < BUCKETS; from++) {
                double waiting = 1;
                double gone = 0;
                double time = 0;
                double best = from == BUCKETS - 1 ? rates[row][from] : 0;
                for (int to = from; to + 1 < BUCKETS && waiting > NEGLIGIBLE; to++) {
                    double width = begin(to + 1) - begin(to);
                    double expected = rates[row][to] * width;
                    double returned = -Math.expm1(-expected); // 1 - exp(-expected) is noise for small rates
                    time += waiting * width * returned / expected;
                    gone += waiting * returned;
                    waiting *= 1 - returned;
                    best = Math.max(best, gone / time);
                }
                index[row][from] = best;
            }
        }
    }

    /** Returns the rates of all users by idle time. */
    private double[] common() {
        double[] common = new double[BUCKETS];
        double rate = meanRate() * Math.sqrt(2);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            double seen = 0;
            double waited = 0;
            for (int row = 0; row < CLASSES; row++) {
                seen += returns[row][bucket];
                waited += waitedMillis[row][bucket];
            }
            rate = rate(seen, waited, rate / Math.sqrt(2));
            common[bucket] = rate;
        }
        return common;
    }

    /** Returns the rate of a cell: seen over waited, and the prior as long as few returns were seen and few were expected. */
    private static double rate(double seen, double waitedMillis, double prior) {
        if (waitedMillis < 1) {
            return prior;
        }
        double weight = Math.max(seen, prior * waitedMillis);
        return (weight * seen / waitedMillis + PRIOR * prior) / (weight + PRIOR);
    }

    private double meanRate() {
        double seen = 1;
        double waited = 1 / UNLEARNED;
        for (int row = 0; row < CLASSES; row++) {
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                seen += returns[row][bucket];
                waited += waitedMillis[row][bucket];
            }
        }
        return seen / waited;
    }

    private static void scale(double[][] counts, double factor) {
        for (double[] row : counts) {
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                row[bucket] *= factor;
            }
        }
    }

    private static int classOf(int visits) {
        int row = CLASSES - 1;
        while (row > 0 && visits < CLASS_BEGINS[row]) {
            row--;
        }
        return row;
    }

    static int bucket(double idleMillis) {
        int bits = Math.getExponent(idleMillis);
        if (bits < FIRST_BITS) {
            return 0;
        }
        int half = idleMillis >= Math.scalb(Math.sqrt(2), bits) ? 1 : 0;
        return Math.min(BUCKETS - 1, 1 + 2 * (bits - FIRST_BITS) + half);
    }

    static double begin(int bucket) {
        return bucket == 0 ? 0 : Math.scalb((bucket & 1) == 1 ? 1 : Math.sqrt(2), FIRST_BITS + (bucket - 1) / 2);
    }
}
