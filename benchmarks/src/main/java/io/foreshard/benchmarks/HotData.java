package io.foreshard.benchmarks;

import io.foreshard.benchmarks.HotSide.Kind;
import io.foreshard.benchmarks.HotWorkload.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Hot reads and writes on stock Ignite, on Ignite with our affinity, and with the whole plugin, in one JVM: what the plugin costs while all data is local.
 *
 * <p>The first table has all pages in memory, the second one less memory than data: most reads take a page from a file. A second stock node is the control:
 * unless its ratio to the first is 1 within the given precision, the row says "not shown".
 */
public final class HotData {
    private static final int WARM_UPS = 6;
    private static final double DEFAULT_PRECISION = .05;

    private static final int USERS = 2_000;
    private static final long REGION_BYTES = 384L << 20;

    /** Their rows take 104 MiB with our affinity and 156 MiB with that of Ignite. */
    private static final int MANY_USERS = 12_000;

    private static final long SMALL_REGION_BYTES = 80L << 20;

    private final int repeats;
    private final double precision;

    private HotData(int repeats, double precision) {
        this.repeats = repeats;
        this.precision = precision;
    }

    /**
     * Prints two tables in Markdown.
     *
     * @param arguments number of repeats, at least 5 (default 25), and precision of the control (default 0.05)
     */
    public static void main(String[] arguments) throws Exception {
        double precision = arguments.length > 1 ? Double.parseDouble(arguments[1]) : DEFAULT_PRECISION;
        HotData benchmark = new HotData(Turns.repeats(arguments), precision);
        benchmark.run("All pages in memory", USERS, REGION_BYTES, Operation.values());
        benchmark.run("Pages from files", MANY_USERS, SMALL_REGION_BYTES, Operation.GET, Operation.GET_ALL_AT_RANDOM);
    }

    private void run(String title, int users, long regionBytes, Operation... operations) throws Exception {
        HotWorkload workload = new HotWorkload(users);
        Map<Kind, HotSide> sides = new EnumMap<>(Kind.class);
        try (RunDirectory directory = RunDirectory.create()) {
            try {
                for (Kind kind : Kind.values()) {
                    sides.put(kind, HotSide.start(kind, directory.path(), regionBytes));
                    workload.load(sides.get(kind).cache());
                }
                System.out.println(
                        "### " + title + "\n\n| operation | value | stock | control: stock / stock | affinity / stock"
                                + " | plugin / affinity | plugin / stock |\n|---|---|---|---|---|---|---|");
                for (Operation operation : operations) {
                    rows(operation, workload, sides).forEach(System.out::println);
                }
                System.out.println(String.format(
                        Locale.ROOT,
                        "%n%d repeats after %d to warm up; precision %.2f; %d requests to the store.%n",
                        repeats,
                        WARM_UPS,
                        precision,
                        sides.get(Kind.FORESHARD).remoteReads()));
            } finally {
                sides.values().forEach(HotSide::close);
            }
        }
    }

    private List<String> rows(Operation operation, HotWorkload workload, Map<Kind, HotSide> sides) throws Exception {
        Turns<Sample> turns = new Turns<>();
        sides.forEach((kind, side) -> turns.add(kind.name(), turn -> workload.run(operation, side.cache(), turn)));
        turns.run(WARM_UPS, repeats);
        List<String> rows = new ArrayList<>();
        for (Value value : Value.values()) {
            rows.add(row(operation, value, turns));
        }
        return rows;
    }

    private String row(Operation operation, Value value, Turns<Sample> turns) {
        Estimate control = ratio(turns, value, Kind.CONTROL, Kind.STOCK);
        boolean confirmed = control.confirms(precision);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %s%s | %s | %s | %s |",
                operation.title,
                value.title,
                turns.of(Kind.STOCK.name(), value::of).median(),
                control,
                confirmed ? "" : ", too wide",
                claim(ratio(turns, value, Kind.AFFINITY, Kind.STOCK), confirmed),
                claim(ratio(turns, value, Kind.FORESHARD, Kind.AFFINITY), confirmed),
                claim(ratio(turns, value, Kind.FORESHARD, Kind.STOCK), confirmed));
    }

    private static Estimate ratio(Turns<Sample> turns, Value value, Kind side, Kind base) {
        return turns.ratio(side.name(), base.name(), value::of);
    }

    private static String claim(Estimate estimate, boolean confirmed) {
        if (!confirmed) {
            return "not shown: " + estimate;
        }
        return estimate.contains1() ? "no difference: " + estimate : "**" + estimate + "**";
    }

    /** A measured value of a call. */
    private enum Value {
        RATE("calls/s"),
        P99("p99, ns"),
        PROCESSOR("processor time, ns"),
        BYTES("allocated bytes");

        private final String title;

        Value(String title) {
            this.title = title;
        }

        double of(Sample sample) {
            return switch (this) {
                case RATE -> sample.callsPerSecond();
                case P99 -> sample.p99();
                case PROCESSOR -> sample.processorTime();
                case BYTES -> sample.allocatedBytes();
            };
        }
    }
}
