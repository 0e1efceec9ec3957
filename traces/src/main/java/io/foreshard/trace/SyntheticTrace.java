package io.foreshard.trace;

import io.foreshard.ingest.UserAction;
import io.foreshard.key.ActionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A seeded generator of behaviour: the same seed gives the same trace.
 *
 * <p>Immutable and thread-safe. {@link #shop()} resembles nine days of a large shop (action mix, length of sessions, sessions of a user, popularity of
 * objects and categories, re-visits of the same objects); {@link #purchases()} resembles 18 months of purchases of a cohort
 * (most users buy once or twice, a few buy regularly). The distributions are geometric, log-normal and Zipf; the parameters were fitted to
 * two public traces, and a test compares the statistics.
 */
public final class SyntheticTrace {
    /** Default seed. */
    public static final long DEFAULT_SEED = 42;

    private static final Instant SHOP_BEGIN = Instant.parse("2017-11-24T16:00:00Z");
    private static final Duration SHOP_SPAN = Duration.ofDays(9);
    private static final int SHOP_USERS = 700;
    private static final int SHOP_OBJECTS = 1_800_000;
    private static final int SHOP_CATEGORIES = 3_000;
    private static final double SHOP_MEAN_SESSIONS = 17;
    /** Parameters of the log-normal distribution of the number of actions in a session. */
    private static final double SHOP_LENGTH_MU = 1.05;

    private static final double SHOP_LENGTH_SIGMA = 1.2;
    private static final double SHOP_REVISIT = 0.24;
    private static final double SHOP_STAY_IN_CATEGORY = 0.6;
    private static final double SHOP_OWN_CATEGORY = 0.6;

    private static final Instant PURCHASES_BEGIN = Instant.parse("1997-01-01T12:00:00Z");
    private static final int PURCHASES_DAYS = 545;
    private static final int PURCHASES_USERS = 20_000;
    private static final int PURCHASES_COHORT_DAYS = 84;
    private static final double PURCHASES_DROPOUT_BETA = 0.92;
    private static final double PURCHASES_MEAN_GAP_DAYS = 62;

    private final long seed;

    /** Creates the generator of a seed. */
    public SyntheticTrace(long seed) {
        this.seed = seed;
    }

    /** Returns about 70,000 actions of 700 users in nine days, ordered by time. */
    public List<UserAction> shop() {
        return shop(SHOP_USERS);
    }

    /** Returns the actions of a given number of users of the same shop, about 100 per user. */
    public List<UserAction> shop(int users) {
        SplittableRandom random = new SplittableRandom(seed);
        Zipf categories = new Zipf(SHOP_CATEGORIES, 0.9);
        List<Draft> drafts = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            UUID userId = TraceIds.user("synthetic", Integer.toString(user));
            int sessions = 2 + geometric(random, SHOP_MEAN_SESSIONS - 2);
            int[] own = random.ints(4, 0, SHOP_CATEGORIES)
                    .map(unused -> categories.sample(random))
                    .toArray();
            List<long[]> seen = new ArrayList<>();
            for (int session = 0; session < sessions; session++) {
                session(random, categories, userId, own, seen, drafts);
            }
        }
        return actions("synthetic", drafts);
    }

    private static void session(
            SplittableRandom random, Zipf categories, UUID user, int[] own, List<long[]> seen, List<Draft> drafts) {
        long time = SHOP_BEGIN.toEpochMilli() + (long) (random.nextDouble() * SHOP_SPAN.toMillis());
        long end = SHOP_BEGIN.plus(SHOP_SPAN).toEpochMilli();
        int length = (int) Math.max(1, Math.round(Math.exp(SHOP_LENGTH_MU + SHOP_LENGTH_SIGMA * gaussian(random))));
        int category = pickCategory(random, categories, own);
        for (int step = 0; step < length && time < end; step++) {
            if (step > 0 && random.nextDouble() > SHOP_STAY_IN_CATEGORY) {
                category = pickCategory(random, categories, own);
            }
            long object;
            long interest;
            if (!seen.isEmpty() && random.nextDouble() < SHOP_REVISIT) {
                // Recently seen objects are seen again most often.
                long[] again = seen.get(seen.size() - 1 - Math.min(seen.size() - 1, geometric(random, 6)));
                object = again[0];
                interest = again[1];
                category = (int) interest - 1;
            } else {
                interest = category + 1L;
                int inCategory = SHOP_OBJECTS / SHOP_CATEGORIES;
                object = 1 + category * (long) inCategory + (long) (inCategory * Math.pow(random.nextDouble(), 1.4));
            }
            seen.add(new long[] {object, interest});
            drafts.add(new Draft(user, shopType(random), time, object, interest));
            time += (long) (1000 * Math.min(1_700, Math.exp(3.4 + 1.2 * gaussian(random))));
        }
    }

    private static int pickCategory(SplittableRandom random, Zipf categories, int[] own) {
        return random.nextDouble() < SHOP_OWN_CATEGORY ? own[random.nextInt(own.length)] : categories.sample(random);
    }

    private static int shopType(SplittableRandom random) {
        double draw = random.nextDouble();
        if (draw < 0.897) {
            return ActionType.VIEW;
        }
        return draw < 0.952 ? ActionType.CART : draw < 0.979 ? ActionType.FIRST_CUSTOM : ActionType.PURCHASE;
    }

    /** Returns about 60,000 purchases of 20,000 users in 545 days, ordered by time; purchases have no object. */
    public List<UserAction> purchases() {
        SplittableRandom random = new SplittableRandom(seed);
        List<Draft> drafts = new ArrayList<>();
        for (int user = 0; user < PURCHASES_USERS; user++) {
            UUID userId = TraceIds.user("synthetic", Integer.toString(user));
            // Beta-geometric drop-out (Fader, Hardie, Lee 2005): each user has a separate probability to stop buying
            // after a purchase.
            double leave = Math.pow(random.nextDouble(), 1 / PURCHASES_DROPOUT_BETA);
            double meanGapDays = PURCHASES_MEAN_GAP_DAYS * (0.3 + 1.4 * random.nextDouble());
            double day = random.nextInt(PURCHASES_COHORT_DAYS);
            while (day < PURCHASES_DAYS) {
                long timeMillis =
                        PURCHASES_BEGIN.plus(Duration.ofDays((long) day)).toEpochMilli();
                drafts.add(new Draft(
                        userId, ActionType.PURCHASE, timeMillis, UserAction.NO_OBJECT, UserAction.NO_INTEREST));
                if (random.nextDouble() < leave) {
                    break;
                }
                day += -meanGapDays * Math.log(1 - random.nextDouble());
            }
        }
        return actions("synthetic", drafts);
    }

    private record Draft(UUID user, int type, long timeMillis, long object, long interest) {}

    private List<UserAction> actions(String name, List<Draft> drafts) {
        drafts.sort(Comparator.comparingLong(Draft::timeMillis));
        List<UserAction> actions = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            actions.add(TraceIds.action(
                    name + seed,
                    actions.size(),
                    draft.user(),
                    draft.type(),
                    draft.timeMillis(),
                    draft.object(),
                    draft.interest()));
        }
        return actions;
    }

    /** Returns a geometric number from 0 with a mean. */
    private static int geometric(SplittableRandom random, double mean) {
        return (int) (Math.log(1 - random.nextDouble()) / Math.log(mean / (1 + mean)));
    }

    /** Box-Muller. */
    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** Zipf's law over 0..n-1 by inversion of the cumulative weights. */
    private static final class Zipf {
        private final double[] cumulative;

        Zipf(int n, double exponent) {
            cumulative = new double[n];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.pow(i + 1.0, -exponent);
                cumulative[i] = sum;
            }
        }

        int sample(SplittableRandom random) {
            double draw = random.nextDouble() * cumulative[cumulative.length - 1];
            int at = java.util.Arrays.binarySearch(cumulative, draw);
            return Math.min(at < 0 ? -at - 1 : at, cumulative.length - 1);
        }
    }
}
