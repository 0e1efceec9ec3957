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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.cache.CacheException;
import org.apache.ignite.IgniteException;
import org.apache.ignite.client.ClientException;

/** Takes the object store away from two servers in each kind of outage while each kind of operation reads or changes cold rows. Immutable and thread-safe. */
public final class TierOutage implements Attack {
    private static final int DEFAULT_SECONDS = 60;
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
        Map<String, List<Cell>> groups =
                cells.stream().collect(Collectors.groupingBy(Cell::group, LinkedHashMap::new, Collectors.toList()));
        progress.say(cells.size() + " cells in " + groups.size() + " outages, data in " + directory.path());
        ControlUtility.writeBelow(directory.path());
        ClassArchive classes = new ClassArchive(directory.path().resolve("classes.jsa"));
        try (PortBlock ports = PortBlock.reserve();
                PortBlock more = PortBlock.reserve();
                ObjectService service = ObjectService.start(more.discovery(SERVICE_BLOCK))) {
            for (Map.Entry<String, List<Cell>> group : groups.entrySet()) {
                if (progress.isStopped()) {
                    break;
                }
                try (OutageCluster cluster = new OutageCluster(
                        directory.path().resolve(group.getKey().replace('/', '-')),
                        group.getValue().get(0).operation().servers(),
                        ports,
                        more,
                        service.endpoint().toString(),
                        classes)) {
                    run(cluster, service, group.getValue(), settings, progress, tally);
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

    /** Runs one outage; one that spoils its cluster is reported with the cells as they are. */
    private static void run(
            OutageCluster cluster,
            ObjectService service,
            List<Cell> cells,
            AttackSettings settings,
            Progress progress,
            Tally tally)
            throws IOException, InterruptedException {
        long millis = 1_000L * (settings.seconds() == 0 ? DEFAULT_SECONDS : settings.seconds());
        OutageRun run = null;
        try (Matrix matrix = new Matrix(cluster, settings.seed())) {
            matrix.begin(cells);
            run = new OutageRun(cluster, service, matrix, cells, settings.seed());
            run.run(millis);
        } catch (OutageException | ClientException | IgniteException | CacheException e) {
            cluster.dumpStacks();
            String sentence = cells.get(0).group() + ": " + FailureText.of(e);
            tally.violation(sentence);
            progress.say(sentence);
        }
        if (run != null) {
            run.results().forEach(result -> report(result, tally, progress));
        }
        tally.fault();
        cells.forEach(cell -> tally.round(true));
        progress.update(tally.report());
    }

    private static void report(CellResult result, Tally tally, Progress progress) {
        progress.say(result.toString());
        tally.cell(result.fields());
        result.wrongRows().forEach(sentence -> {
            tally.wrong(sentence);
            progress.say("  " + sentence);
        });
        result.violations().forEach(sentence -> {
            tally.violation(sentence);
            progress.say("  " + sentence);
        });
    }
}
