package io.foreshard.shard.simulation;

import java.util.Arrays;
import java.util.Random;

/** The workloads of the simulator. Thread-safe. */
final class Workloads {
    /** The kind of a workload. */
    enum Kind implements Workload.Source {
        /** Each partition has the same load. */
        UNIFORM,
        /** Users with zipf weights of exponent 0.8, 20 for each partition. */
        ZIPF_080,
        /** As above with exponent 0.99, the YCSB default. */
        ZIPF_099,
        /** As above with exponent 1.2. */
        ZIPF_120,
        /** A range of 1/64 of the partitions has 30 % of the load, another one every 10 minutes. */
        MOVING_HOT_SPOT,
        /** The halves of the partitions swing between 0.5 and 1.5 in opposite phases, once an hour. */
        DIURNAL,
        /** A range of 1/16 of the partitions has 4 times the load of the others in every other 100 s. */
        SQUARE_WAVE,
        /** One partition has half of the load. */
        HOT_KEY,
        /** 16 epochs: the load of one decays with its age, a new one begins every 15 minutes. */
        AGE_DECAY;

        @Override
        public Workload of(int partitions, Random random) {
            return Workloads.of(this, partitions, random);
        }
    }

    private static final int USERS_PER_PARTITION = 20;
    private static final long HOT_SPOT_MILLIS = 600_000;
    private static final long DAY_MILLIS = 3_600_000;
    private static final long HALF_WAVE_MILLIS = 100_000;
    private static final long EPOCH_MILLIS = 900_000;
    private static final int EPOCHS = 16;

    private Workloads() {}

    private static Workload of(Kind kind, int partitions, Random random) {
        return switch (kind) {
            case UNIFORM -> constant(filled(partitions, 1));
            case ZIPF_080 -> constant(zipf(0.8, partitions, random));
            case ZIPF_099 -> constant(zipf(0.99, partitions, random));
            case ZIPF_120 -> constant(zipf(1.2, partitions, random));
            case MOVING_HOT_SPOT -> movingHotSpot(partitions, random.nextInt(64));
            case DIURNAL -> millis -> {
                double swing = 0.5 * StrictMath.sin(2 * Math.PI * millis / DAY_MILLIS);
                double[] shares = filled(partitions, 1 + swing);
                Arrays.fill(shares, partitions / 2, partitions, 1 - swing);
                return shares;
            };
            case SQUARE_WAVE -> millis -> {
                double[] shares = filled(partitions, 1);
                if (millis / HALF_WAVE_MILLIS % 2 == 1) {
                    Arrays.fill(shares, 0, Math.max(1, partitions / 16), 4);
                }
                return shares;
            };
            case HOT_KEY -> {
                double[] shares = filled(partitions, 1);
                shares[random.nextInt(partitions)] = partitions;
                yield constant(shares);
            }
            case AGE_DECAY -> millis -> ageDecay(partitions, millis);
        };
    }

    private static Workload constant(double[] shares) {
        return millis -> shares.clone();
    }

    private static double[] filled(int partitions, double value) {
        double[] shares = new double[partitions];
        Arrays.fill(shares, value);
        return shares;
    }

    private static double[] zipf(double exponent, int partitions, Random random) {
        double[] shares = new double[partitions];
        for (int rank = 1; rank <= partitions * USERS_PER_PARTITION; rank++) {
            shares[random.nextInt(partitions)] += StrictMath.pow(rank, -exponent);
        }
        return shares;
    }

    private static Workload movingHotSpot(int partitions, int first) {
        int width = Math.max(1, partitions / 64);
        return millis -> {
            double[] shares = filled(partitions, 1);
            int spot = (int) ((first + 7 * (millis / HOT_SPOT_MILLIS)) % (partitions / width)) * width;
            double hot = 0.3 / 0.7 * (partitions - width) / width;
            Arrays.fill(shares, spot, spot + width, hot);
            return shares;
        };
    }

    private static double[] ageDecay(int partitions, long millis) {
        double[] shares = new double[partitions];
        long epoch = millis / EPOCH_MILLIS;
        int width = Math.max(1, partitions / EPOCHS);
        for (int partition = 0; partition < partitions; partition++) {
            long age = Math.floorMod(epoch - partition / width, (long) EPOCHS);
            shares[partition] = StrictMath.pow(1.0 + age, -1.5);
        }
        return shares;
    }
}
