package io.foreshard.workbench.attack.outage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One cell of the matrix. Immutable.
 *
 * @param kind kind of outage
 * @param operation operation on cold rows
 */
record Cell(OutageKind kind, ColdOperation operation) {
    /**
     * Chooses cells at random, and returns those of one kind of outage together.
     *
     * @param only labels {@code KIND/OPERATION} of the cells to choose from, each part perhaps {@code *}; empty for all
     * @param count number of cells, if there are as many
     * @throws IllegalArgumentException if a label names no cell
     */
    static List<Cell> of(long seed, List<String> only, int count) {
        for (String label : only) {
            if (all().stream().noneMatch(cell -> cell.matches(label))) {
                throw new IllegalArgumentException("There is no cell " + label + " of KIND/OPERATION.");
            }
        }
        List<Cell> cells = new ArrayList<>(all());
        cells.removeIf(cell -> !only.isEmpty() && only.stream().noneMatch(cell::matches));
        Random random = new Random(seed);
        Collections.shuffle(cells, random);
        List<Cell> chosen = new ArrayList<>(cells.subList(0, Math.min(count, cells.size())));
        List<OutageKind> kinds = new ArrayList<>(List.of(OutageKind.values()));
        Collections.shuffle(kinds, random);
        chosen.sort(Comparator.comparingInt(cell -> kinds.indexOf(cell.kind())));
        return chosen;
    }

    private static List<Cell> all() {
        return Arrays.stream(OutageKind.values())
                .flatMap(kind -> Arrays.stream(ColdOperation.values()).map(operation -> new Cell(kind, operation)))
                .toList();
    }

    /** Returns a name that the cells of one outage have in common: an operation that waits may let others wait. */
    String group() {
        if (operation.isAlone()) {
            return toString();
        }
        return operation.expectation() == Expectation.MAY_WAIT ? kind.label() + "/waiting" : kind.label();
    }

    private boolean matches(String label) {
        String[] parts = label.split("/", 2);
        return parts.length == 2
                && (parts[0].equals("*") || parts[0].equals(kind.label()))
                && (parts[1].equals("*") || parts[1].equals(operation.label()));
    }

    @Override
    public String toString() {
        return kind.label() + "/" + operation.label();
    }
}
