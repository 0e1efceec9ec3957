package io.foreshard.benchmarks;

import io.foreshard.benchmarks.Workload.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Hot reads and writes of a node with the plugin and a store beside those of a stock node, in one JVM.
 *
 * <p>The sides take turns in slices below a second, so that whatever else the machine does hits both. Only the ratios mean
 * something.
 */
public final class SideBySide {
    private static final int WARM_UPS = 6;
    private static final int REPEATS = 15;

    private SideBySide() {}

    /** Prints a table in Markdown; takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("foreshard-benchmark");
        try (Side stock = Side.stock(directory);
                Side foreshard = Side.foreshard(directory)) {
            Workload workload = new Workload();
            workload.load(stock.cache());
            workload.load(foreshard.cache());
            System.out.println("| operation | ratio of throughput, foreshard / stock: median | min | max"
                    + " | stock, calls/s (noise) | foreshard, calls/s (noise) |");
            System.out.println("|---|---|---|---|---|---|");
            for (Operation operation : Operation.values()) {
                System.out.println(row(operation, workload, stock, foreshard));
            }
            System.out.println();
            System.out.println(REPEATS + " repeats after " + WARM_UPS + " to warm up; remote reads: "
                    + foreshard.remoteReads() + ".");
        } finally {
            delete(directory);
        }
    }

    private static String row(Operation operation, Workload workload, Side stock, Side foreshard) {
        List<double[]> measured = new ArrayList<>();
        for (int repeat = 0; repeat < WARM_UPS + REPEATS; repeat++) {
            boolean stockFirst = repeat % 2 == 0;
            double first = workload.run(operation, (stockFirst ? stock : foreshard).cache(), repeat);
            double second = workload.run(operation, (stockFirst ? foreshard : stock).cache(), repeat);
            if (repeat >= WARM_UPS) {
                measured.add(stockFirst ? new double[] {first, second} : new double[] {second, first});
            }
        }
        double[] ratios =
                sorted(measured.stream().mapToDouble(pair -> pair[1] / pair[0]).toArray());
        double[] ofStock = sorted(measured.stream().mapToDouble(pair -> pair[0]).toArray());
        double[] ofForeshard =
                sorted(measured.stream().mapToDouble(pair -> pair[1]).toArray());
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f | %.0f | %.0f |",
                operation.title,
                ratios[REPEATS / 2],
                ratios[0],
                ratios[REPEATS - 1],
                ofStock[REPEATS / 2],
                ofForeshard[REPEATS / 2]);
    }

    private static double[] sorted(double[] values) {
        Arrays.sort(values);
        return values;
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
