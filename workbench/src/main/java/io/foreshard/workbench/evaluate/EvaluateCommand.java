package io.foreshard.workbench.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.foreshard.trace.Trace;
import io.foreshard.trace.TraceException;
import io.foreshard.workbench.demo.DemoException;
import io.foreshard.workbench.demo.PrefetchingEvaluation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foreshard evaluate}: replays a trace through the real policies and prints what each would cost. Not thread-safe. */
@Command(
        name = "evaluate",
        description = {
            "Replays a behaviour trace through the real policies, without a cluster.",
            "Without --retention, --balance and --prefetching it compares predictions of what users do next."
        },
        sortOptions = false)
public final class EvaluateCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int MAX_UNIT_ROWS = 1_024;
    private static final int MIN_NODES = 2;
    private static final int MAX_NODES = 500;
    private static final int MAX_WINDOWS = 1_024;
    private static final int MAX_ROUNDS = 20;

    @ArgGroup(multiplicity = "0..1")
    private Subject subject;

    /** What is evaluated: one of these, or the prediction of what users do next. */
    private static final class Subject {
        @Option(
                names = "--retention",
                required = true,
                description = "compare the policies that decide what stays on the local disk")
        private boolean retention;

        @Option(
                names = "--balance",
                required = true,
                description =
                        "show how evenly partitions load the nodes, and what the planner of placements makes of it")
        private boolean balance;

        @Option(
                names = "--prefetching",
                required = true,
                description = "compare the reads of returning users without and with prefetching, and with one whose "
                        + "predictions are all wrong, on a cluster in this process")
        private boolean prefetching;
    }

    @Option(
            names = "--trace",
            paramLabel = "TRACE",
            defaultValue = "purchases",
            description =
                    "synthetic[:SEED], purchases[:SEED], taobao:FILE, cdnow:FILE, trivago:FILE, yoochoose:FILE or "
                            + "bpi:FILE; a file may be compressed with gzip (default: ${DEFAULT-VALUE})")
    private String traceSpec;

    @Option(
            names = "--local",
            paramLabel = "SHARE",
            defaultValue = "0.25",
            description = "share of the bytes that may be local, above 0 and below 1 (default: ${DEFAULT-VALUE})")
    private double local;

    @Option(
            names = "--unit",
            paramLabel = "ROWS",
            defaultValue = "16",
            description = "rows of 1 KiB in a unit, 1 to 1024 (default: ${DEFAULT-VALUE})")
    private int unitRows;

    @Option(
            names = "--nodes",
            paramLabel = "NODES",
            split = ",",
            defaultValue = "3,8,16",
            description = "numbers of nodes to balance, each 2 to 500 (default: ${DEFAULT-VALUE})")
    private List<Integer> nodes;

    @Option(
            names = "--windows",
            paramLabel = "WINDOWS",
            defaultValue = "24",
            description = "windows of an equal number of actions to balance, 1 to 1024 (default: ${DEFAULT-VALUE})")
    private int windows;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "rounds of --prefetching, 1 to 20 (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "where the test of predictions begins: share of the actions before it, above 0 and below 1, "
                    + "or seconds since 1970 (default: " + NextItemEvaluation.DEFAULT_SPLIT
                    + " for objects and interests, "
                    + NextTypeEvaluation.DEFAULT_SPLIT + " for types)")
    private Double split;

    @Option(names = "--json", paramLabel = "FILE", description = "write the results as JSON too")
    private Path json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this help")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(local > 0 && local < 1)) {
            throw wrong("--local must be above 0 and below 1, but is " + local + ".", null);
        }
        if (unitRows < 1 || unitRows > MAX_UNIT_ROWS) {
            throw wrong("--unit must be 1 to " + MAX_UNIT_ROWS + ", but is " + unitRows + ".", null);
        }
        if (windows < 1 || windows > MAX_WINDOWS) {
            throw wrong("--windows must be 1 to " + MAX_WINDOWS + ", but is " + windows + ".", null);
        }
        if (rounds < 1 || rounds > MAX_ROUNDS) {
            throw wrong("--rounds must be 1 to " + MAX_ROUNDS + ", but is " + rounds + ".", null);
        }
        for (int count : nodes) {
            if (count < MIN_NODES || count > MAX_NODES) {
                throw wrong("--nodes must be " + MIN_NODES + " to " + MAX_NODES + ", but is " + count + ".", null);
            }
        }
        if (split != null && !(split > 0)) {
            throw wrong("--split must be above 0, but is " + split + ".", null);
        }
        Trace trace;
        try {
            trace = Trace.open(traceSpec);
        } catch (TraceException e) {
            throw wrong(e.getMessage(), e);
        }
        if (subject == null) {
            return prediction(trace);
        }
        if (subject.prefetching) {
            return prefetching(trace);
        }
        return subject.balance ? balance(trace) : retention(trace);
    }

    private int prefetching(Trace trace) throws IOException, InterruptedException {
        PrefetchingEvaluation evaluation;
        try {
            evaluation =
                    PrefetchingEvaluation.run(trace, rounds, spec.commandLine().getErr());
        } catch (DemoException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(e.getMessage());
            err.flush();
            return FAILED;
        }
        EvaluationTables.print(evaluation, spec.commandLine().getOut());
        return json == null || write(evaluation) ? 0 : FAILED;
    }

    private int prediction(Trace trace) {
        PredictionEvaluation evaluation;
        try {
            evaluation = split == null ? PredictionEvaluation.of(trace) : PredictionEvaluation.of(trace, split);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage(), e);
        }
        EvaluationTables.print(evaluation, spec.commandLine().getOut());
        return json == null || write(evaluation) ? 0 : FAILED;
    }

    private int balance(Trace trace) {
        int most = trace.actions().size();
        if (windows > most) {
            throw wrong(
                    "--windows must be at most the " + most + " actions of the trace, but is " + windows + ".", null);
        }
        BalanceEvaluation evaluation = BalanceEvaluation.of(trace, windows, nodes);
        EvaluationTables.print(evaluation, spec.commandLine().getOut());
        return json == null || write(evaluation) ? 0 : FAILED;
    }

    private int retention(Trace trace) {
        RetentionEvaluation evaluation = RetentionEvaluation.of(trace, local, unitRows);
        EvaluationTables.print(evaluation, spec.commandLine().getOut());
        return json == null || write(evaluation) ? 0 : FAILED;
    }

    private boolean write(Object evaluation) {
        try {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), evaluation);
            return true;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("The results cannot be written to " + json + ": " + e.getMessage());
            err.flush();
            return false;
        }
    }

    private ParameterException wrong(String sentence, Exception cause) {
        return new ParameterException(spec.commandLine(), sentence, cause);
    }
}
