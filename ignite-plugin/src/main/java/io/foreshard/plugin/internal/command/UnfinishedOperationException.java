package io.foreshard.plugin.internal.command;

import io.foreshard.plugin.tier.NodeReport;
import io.foreshard.plugin.tier.TierReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The failure of a command that did not end well on all servers: names these. Without a stack trace, because the utility prints it. */
final class UnfinishedOperationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfinishedOperationException(TierReport report) {
        super(sentence(report), null, false, false);
    }

    private static String sentence(TierReport report) {
        List<NodeReport> failed = report.nodes().stream()
                .filter(node -> !node.state().isSuccess())
                .toList();
        return "The operation is not done on " + failed.size() + " of "
                + report.nodes().size() + " servers: "
                + failed.stream()
                        .map(node -> node.node() + " (" + node.state().name().toLowerCase(Locale.ROOT) + ")")
                        .collect(Collectors.joining(", "))
                + ".";
    }
}
