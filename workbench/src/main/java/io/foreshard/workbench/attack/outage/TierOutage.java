package io.foreshard.workbench.attack.outage;

import io.foreshard.workbench.attack.Attack;
import io.foreshard.workbench.attack.AttackReport;
import io.foreshard.workbench.attack.AttackSettings;
import io.foreshard.workbench.attack.Progress;
import io.foreshard.workbench.attack.Tally;
import io.foreshard.workbench.attack.cluster.ClassArchive;
import io.foreshard.workbench.attack.cluster.ControlUtility;
import io.foreshard.workbench.machine.PortBlock;
import io.foreshard.workbench.machine.TemporaryDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.ignite.IgniteException;
import org.apache.ignite.client.ClientException;

/** Takes the object store away from two servers in each kind of outage while each kind of operation reads or changes cold rows. Immutable and thread-safe. */
public final class TierOutage implements Attack {
    private static final int DEFAULT_SECONDS = 8;
    private static final int SERVICE_BLOCK = 0;

    @Override
    public String name() {
        return "tier-outage";
    }

    @Override
    public String description() {
        return "Each kind of outage of the store x each kind of operation on cold rows.";
    }

    @Override
    public int defaultRounds() {
        return 8;
    }

    @Override
    public AttackReport run(AttackSettings settings, Progress progress) throws IOException, InterruptedException {
        List<Cell> cells = Cell.of(settings.seed(), settings.only(), settings.rounds());
        Tally tally = new Tally(name(), settings.seed());
        cells.forEach(cell -> tally.digest(cell.toString()));
        TemporaryDirectory directory = TemporaryDirectory.create(settings.directory(), "foreshard-" + name() + "-");
        progress.say(cells.size() + " cells, data in " + directory.path());
        ControlUtility.writeBelow(directory.path());
        ClassArchive classes = new ClassArchive(directory.path().resolve("classes.jsa"));
        try (PortBlock ports = PortBlock.reserve();
                PortBlock more = PortBlock.reserve();
                ObjectService service = ObjectService.start(more.discovery(SERVICE_BLOCK))) {
            Map<String, List<Cell>> groups = cells.stream()
                    .collect(Collectors.groupingBy(Cell::group, java.util.LinkedHashMap::new, Collectors.toList()));
            int clusters = 0;
            for (List<Cell> group : groups.values()) {
                List<Cell> rest = group;
                while (!rest.isEmpty() && !progress.isStopped()) {
                    clusters++;
                    OutageCluster cluster = new OutageCluster(
                            directory.path().resolve("cluster-" + clusters),
                            rest.get(0).operation().servers(),
                            ports,
                            more,
                            service.endpoint().toString(),
                            classes);
                    rest = run(cluster, service, rest, settings, progress, tally);
                }
            }
        } finally {
            if (settings.keep()) {
                progress.say("data kept in " + directory.path());
            } else {
                directory.close();
            }
        }
        return tally.report();
    }

    /** Runs cells on one cluster; returns those that are left when it cannot be used any more. */
    private static List<Cell> run(
            OutageCluster cluster,
            ObjectService service,
            List<Cell> cells,
            AttackSettings settings,
            Progress progress,
            Tally tally)
            throws IOException, InterruptedException {
        long millis = 1_000L * (settings.seconds() == 0 ? DEFAULT_SECONDS : settings.seconds());
        int done = 0;
        try (cluster;
                Matrix matrix = new Matrix(cluster, settings.seed())) {
            matrix.begin(cells);
            for (Cell cell : cells) {
                if (progress.isStopped()) {
                    return List.of();
                }
                done++;
                CellRun run = matrix.run(cell, service);
                try {
                    if (cell.operation() == ColdOperation.EXPIRE) {
                        matrix.awaitExpiry();
                    }
                    run.run(millis);
                } catch (OutageException | ClientException | IgniteException | javax.cache.CacheException e) {
                    cluster.dumpStacks();
                    run.result().violation(e instanceof OutageException ? e.getMessage() : "the check failed: " + e);
                    report(run, tally, progress);
                    service.repair();
                    return cells.subList(done, cells.size());
                }
                report(run, tally, progress);
            }
            for (String finding : matrix.end()) {
                tally.wrong(cells.get(0).kind().label() + ": " + finding);
                progress.say(finding);
            }
        } catch (OutageException e) {
            tally.violation(e.getMessage());
            progress.say(e.getMessage());
            return cells.subList(Math.max(done, 1), cells.size());
        } finally {
            progress.update(tally.report());
        }
        return List.of();
    }

    private static void report(CellRun run, Tally tally, Progress progress) {
        CellResult result = run.result();
        progress.say(result.toString());
        tally.fault();
        tally.round(true);
        tally.cell(result.fields());
        result.violations().forEach(sentence -> {
            tally.violation(sentence);
            progress.say("  " + sentence);
        });
        progress.update(tally.report());
    }
}
