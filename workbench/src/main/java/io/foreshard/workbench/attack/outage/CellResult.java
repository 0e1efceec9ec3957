package io.foreshard.workbench.attack.outage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one cell showed, and the violations in it. Used by one thread. */
final class CellResult {
    private static final int LENGTH = 700;

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final Cell cell;

    CellResult(Cell cell) {
        this.cell = cell;
        fields.put("outage", cell.kind().label());
        fields.put("operation", cell.operation().label());
    }

    void set(String field, Object value) {
        fields.put(field, brief(String.valueOf(value)));
    }

    void violation(String sentence) {
        violations.add(cell + ": " + brief(sentence));
    }

    List<String> violations() {
        return violations;
    }

    /** Returns the fields for the report. */
    Map<String, String> fields() {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("verdict", violations.isEmpty() ? "holds" : String.join(" ", violations));
        return all;
    }

    private static String brief(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + "...";
    }

    @Override
    public String toString() {
        return cell + " "
                + fields.entrySet().stream()
                        .skip(2)
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .toList();
    }
}
