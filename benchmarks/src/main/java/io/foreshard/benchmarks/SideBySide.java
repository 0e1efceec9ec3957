package io.foreshard.benchmarks;

import io.foreshard.benchmarks.Side.Kind;
import io.foreshard.benchmarks.Workload.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Hot reads and writes on stock Ignite, on Ignite with our affinity, and with the whole plugin, in one JVM.
 *
 * <p>A second stock node is the control: unless its ratio to the first is 1 within the given precision, the row says "not shown".
 * The sides take turns in slices below a second, in another order each time, so that the load of the machine affects all of
 * them; only ratios within one turn are used.
 */
public final class SideBySide {
    private static final int WARM_UPS = 6;
    private static final int MIN_REPEATS = 5;
    private static final int DEFAULT_REPEATS = 25;
    private static final double DEFAULT_PRECISION = .05;

    private final Workload workload = new Workload();
    private final Map<Kind, Side> sides = new EnumMap<>(Kind.class);
    private final int repeats;
    private final double precision;

    private SideBySide(int repeats, double precision) {
        this.repeats = repeats;
        this.precision = precision;
    }

    /**
     * Prints a table in Markdown.
     *
     * @param arguments number of repeats, at least 5 (default 25), and precision of the control (default 0.05)
     */
    public static void main(String[] arguments) throws IOException {
        int repeats = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_REPEATS;
        double precision = arguments.length > 1 ? Double.parseDouble(arguments[1]) : DEFAULT_PRECISION;
        if (repeats < MIN_REPEATS) {
            throw new IllegalArgumentException(
                    "The number of repeats must be at least " + MIN_REPEATS + ", but is " + repeats + ".");
        }
        new SideBySide(repeats, precision).run();
    }

    private void run() throws IOException {
        Path directory = Files.createTempDirectory("foreshard-benchmark");
        try {
            for (Kind kind : Kind.values()) {
                sides.put(kind, Side.start(kind, directory));
                workload.load(sides.get(kind).cache());
            }
            System.out.println("| operation | stock, calls/s | control: stock / stock | affinity / stock"
                    + " | plugin / affinity | plugin / stock |");
            System.out.println("|---|---|---|---|---|---|");
            for (Operation operation : Operation.values()) {
                System.out.println(row(operation));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%n%d repeats after %d to warm up; precision %.2f; %d requests to the store.%n",
                    repeats,
                    WARM_UPS,
                    precision,
                    sides.get(Kind.FORESHARD).remoteReads());
        } finally {
            sides.values().forEach(Side::close);
            delete(directory);
        }
    }

    private String row(Operation operation) {
        Map<Kind, double[]> rates = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            rates.put(kind, new double[repeats]);
        }
        for (int repeat = -WARM_UPS; repeat < repeats; repeat++) {
            for (Kind kind : order(repeat + WARM_UPS)) {
                double rate = workload.run(operation, sides.get(kind).cache(), repeat);
                if (repeat >= 0) {
                    rates.get(kind)[repeat] = rate;
                }
            }
        }
        Estimate control = ratio(rates, Kind.CONTROL, Kind.STOCK);
        boolean confirmed = control.confirms(precision);
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %s%s | %s | %s | %s |",
                operation.title,
                Estimate.of(rates.get(Kind.STOCK)).median(),
                control,
                confirmed ? "" : ", too wide",
                claim(ratio(rates, Kind.AFFINITY, Kind.STOCK), confirmed),
                claim(ratio(rates, Kind.FORESHARD, Kind.AFFINITY), confirmed),
                claim(ratio(rates, Kind.FORESHARD, Kind.STOCK), confirmed));
    }

    /** Returns the sides in an order that puts each of them at each position, forwards and backwards, within eight repeats. */
    private static Kind[] order(int repeat) {
        Kind[] kinds = Kind.values();
        Kind[] order = new Kind[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            Kind kind = kinds[(i + repeat / 2) % kinds.length];
            order[repeat % 2 == 0 ? i : kinds.length - 1 - i] = kind;
        }
        return order;
    }

    private static Estimate ratio(Map<Kind, double[]> rates, Kind side, Kind base) {
        double[] ratios = new double[rates.get(base).length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = rates.get(side)[i] / rates.get(base)[i];
        }
        return Estimate.of(ratios);
    }

    private static String claim(Estimate estimate, boolean confirmed) {
        if (!confirmed) {
            return "not shown: " + estimate;
        }
        return estimate.contains1() ? "no difference: " + estimate : "**" + estimate + "**";
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
