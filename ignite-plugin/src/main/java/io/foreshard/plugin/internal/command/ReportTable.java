package io.foreshard.plugin.internal.command;

import static org.apache.ignite.internal.management.SystemViewTask.SimpleType.NUMBER;
import static org.apache.ignite.internal.management.SystemViewTask.SimpleType.STRING;

import io.foreshard.plugin.tier.NodeReport;
import io.foreshard.plugin.tier.TierFigure;
import io.foreshard.plugin.tier.TierReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.ignite.internal.management.SystemViewCommand;
import org.apache.ignite.internal.management.SystemViewTask.SimpleType;

/** Prints reports as a table in the form of the control utility: one row for each server, or for each group of it and a sum. Immutable. */
final class ReportTable {
    private final boolean isByGroup;
    private final List<TierFigure> figures;

    private ReportTable(boolean isByGroup, TierFigure... figures) {
        this.isByGroup = isByGroup;
        this.figures = List.of(figures);
    }

    /** Returns a table with one row for each server. */
    static ReportTable byNode(TierFigure... figures) {
        return new ReportTable(false, figures);
    }

    /** Returns a table with one row for each cache group of each server. */
    static ReportTable byGroup(TierFigure... figures) {
        return new ReportTable(true, figures);
    }

    /** Prints the messages of all servers. */
    static void printMessages(TierReport report, Consumer<String> printer) {
        for (NodeReport node : report.nodes()) {
            node.messages().forEach(message -> printer.accept(node.node() + ": " + message));
        }
    }

    /** Prints the table and an empty line. */
    void print(TierReport report, Consumer<String> printer) {
        List<List<?>> rows = new ArrayList<>();
        report.nodes().forEach(node -> addRows(node, rows));
        List<Object> sum = row("total", "", "");
        figures.forEach(figure -> sum.add(
                report.nodes().stream().mapToLong(node -> sum(node, figure)).sum()));
        rows.add(sum);
        SystemViewCommand.printTable(titles(), types(), rows, printer);
        printer.accept("");
    }

    private void addRows(NodeReport node, List<List<?>> rows) {
        String state = node.state().name().toLowerCase(Locale.ROOT);
        if (!isByGroup) {
            List<Object> row = row(node.node(), state, "");
            figures.forEach(figure -> row.add(node.figure(figure)));
            rows.add(row);
            return;
        }
        TreeSet<String> groups = new TreeSet<>(node.groups());
        groups.remove(NodeReport.NO_GROUP);
        if (groups.isEmpty()) {
            groups.add("-");
        }
        for (String group : groups) {
            List<Object> row = row(node.node(), state, group);
            figures.forEach(figure -> row.add(node.figure(group, figure)));
            rows.add(row);
        }
    }

    private long sum(NodeReport node, TierFigure figure) {
        return node.figure(figure) - (isByGroup ? node.figure(NodeReport.NO_GROUP, figure) : 0);
    }

    private List<Object> row(String node, String state, String group) {
        List<Object> row = new ArrayList<>(List.of(node, state));
        if (isByGroup) {
            row.add(group);
        }
        return row;
    }

    private List<String> titles() {
        return Stream.concat(
                        Stream.concat(Stream.of("node", "state"), isByGroup ? Stream.of("group") : Stream.empty()),
                        figures.stream().map(ReportTable::title))
                .toList();
    }

    private static String title(TierFigure figure) {
        return figure.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private List<SimpleType> types() {
        List<SimpleType> types = new ArrayList<>(Collections.nCopies(isByGroup ? 3 : 2, STRING));
        types.addAll(Collections.nCopies(figures.size(), NUMBER));
        return types;
    }
}
