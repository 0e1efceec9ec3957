package io.foreshard.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Contenders that take turns, in another order each time, so that the load of the machine affects all of them; only ratios within one turn are used.
 *
 * @param <R> what a contender measures in a turn
 */
final class Turns<R> {
    /** What a contender does in one turn, and its result. */
    interface Contender<R> {
        R run(int turn) throws Exception;
    }

    private static final int MIN_REPEATS = 5;
    private static final int DEFAULT_REPEATS = 25;

    private final Map<String, Contender<R>> contenders = new LinkedHashMap<>();
    private final Map<String, List<R>> results = new LinkedHashMap<>();

    /** Returns the number of repeats, the first argument of each comparison. */
    static int repeats(String[] arguments) {
        int repeats = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_REPEATS;
        if (repeats < MIN_REPEATS) {
            throw new IllegalArgumentException(
                    "The number of repeats must be at least " + MIN_REPEATS + ", but is " + repeats + ".");
        }
        return repeats;
    }

    /** Adds a contender. */
    Turns<R> add(String name, Contender<R> contender) {
        contenders.put(name, contender);
        results.put(name, new ArrayList<>());
        return this;
    }

    /**
     * Runs all contenders; the results of the first turns are dropped.
     *
     * @param warmUps turns whose results are dropped
     * @param repeats turns that count
     */
    Turns<R> run(int warmUps, int repeats) throws Exception {
        for (int turn = 0; turn < warmUps + repeats; turn++) {
            for (String name : order(turn)) {
                R result = contenders.get(name).run(turn);
                if (turn >= warmUps) {
                    results.get(name).add(result);
                }
            }
        }
        return this;
    }

    /** Returns the names in an order that puts each of them at each position, forwards and backwards, within twice as many turns as there are names. */
    private List<String> order(int turn) {
        List<String> names = new ArrayList<>(contenders.keySet());
        String[] order = new String[names.size()];
        for (int i = 0; i < order.length; i++) {
            String name = names.get((i + turn / 2) % order.length);
            order[turn % 2 == 0 ? i : order.length - 1 - i] = name;
        }
        return Arrays.asList(order);
    }

    /** Returns the names of the contenders. */
    Set<String> names() {
        return contenders.keySet();
    }

    /** Returns the estimate of a value of one contender. */
    Estimate of(String contender, ToDoubleFunction<R> value) {
        return Estimate.of(results.get(contender).stream().mapToDouble(value).toArray());
    }

    /** Returns the estimate of the ratio of a value of two contenders, turn by turn. */
    Estimate ratio(String contender, String base, ToDoubleFunction<R> value) {
        List<R> above = results.get(contender);
        List<R> below = results.get(base);
        double[] ratios = new double[above.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(above.get(i)) / value.applyAsDouble(below.get(i));
        }
        return Estimate.of(ratios);
    }
}
