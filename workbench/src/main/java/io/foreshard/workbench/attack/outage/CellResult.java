package io.foreshard.workbench.attack.outage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields and the violations of one cell, or of one outage as a whole. Used by one thread. */
final class CellResult {
    private static final int LENGTH = 700;
    /** Violations that are kept: an operation that is repeated for minutes repeats its faults. */
    private static final int MAX_VIOLATIONS = 4;

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final String name;

    CellResult(OutageKind kind, String operation) {
        this.name = kind.label() + "/" + operation;
        fields.put("outage", kind.label());
        fields.put("operation", operation);
    }

    void set(String field, Object value) {
        fields.put(field, brief(String.valueOf(value)));
    }

    void violation(String sentence) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(name + ": " + brief(sentence));
        }
    }

    /** A violation that says that rows are lost or wrong. */
    void wrong(String sentence) {
        wrong.add(name + ": " + brief(sentence));
    }

    /** Returns the violations that are not {@link #wrongRows}. */
    List<String> violations() {
        return violations;
    }

    /** Returns the sentences about lost and wrong rows. */
    List<String> wrongRows() {
        return wrong;
    }

    /** Sets the longest hot operation of a time in which none may fail or take 5 s. */
    void setHot(HotLoad.Window window) {
        set("hotOperations", window.operations());
        set("hotStallMillis", window.longestMillis());
        set("hotStall", window.longest() == null ? "" : window.longest().operation());
        set("machineStallMillis", window.machineMillis());
        if (window.operations() == 0) {
            violation("no hot operation ended");
        }
        if (window.longestMillis() > HotLoad.MAX_MILLIS) {
            violation("a hot operation took " + window.longestMillis() + " ms: "
                    + window.longest().operation());
        }
        window.failures().forEach(this::violation);
    }

    /** Returns the fields for the report. */
    Map<String, String> fields() {
        Map<String, String> all = new LinkedHashMap<>(fields);
        List<String> sentences = new ArrayList<>(wrong);
        sentences.addAll(violations);
        all.put("verdict", sentences.isEmpty() ? "holds" : String.join(" ", sentences));
        return all;
    }

    private static String brief(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LENGTH ? line : line.substring(0, LENGTH) + "...";
    }

    @Override
    public String toString() {
        return name + " "
                + fields.entrySet().stream()
                        .skip(2)
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .toList();
    }
}
