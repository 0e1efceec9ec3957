package io.foreshard.workbench.attack.kill;

import io.foreshard.workbench.attack.cluster.FlightRecorder;
import io.foreshard.workbench.attack.cluster.FlightRecorder.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The work in flight of one server: from its recorder, and from the markers of its checkpoints. Thread-safe. */
final class Flight {
    private static final Set<Work> STORE_CALLS = EnumSet.of(Work.UPLOAD, Work.COMMIT, Work.FETCH, Work.DELETE);

    private final FlightRecorder recorder;
    private final Path checkpoints;

    /**
     * Looks at a server.
     *
     * @param database directory {@code db} of its work directory
     */
    Flight(FlightRecorder recorder, Path database, String server) {
        this.recorder = recorder;
        // Ignite replaces other characters than letters and digits in the name of the directory.
        this.checkpoints = database.resolve(server.replace('-', '_')).resolve("cp");
    }

    boolean hasMove() {
        return recorder.isInFlight(Work.OFFLOAD) || recorder.isInFlight(Work.RECALL);
    }

    /** Returns whether the work that a kill aims at is in flight, beside a move: only kills of a move count. */
    boolean isAt(KillPlan.Aim aim) {
        return hasMove()
                && switch (aim) {
                    case UPLOAD -> recorder.isInFlight(Work.UPLOAD);
                    case COMMIT -> recorder.isInFlight(Work.COMMIT);
                    case FETCH -> recorder.isInFlight(Work.FETCH);
                    case DELETE -> recorder.isInFlight(Work.DELETE);
                    case GARBAGE -> recorder.isInFlight(Work.GARBAGE);
                    case LOCAL -> isOffloadWithoutStore();
                    case RECALL -> recorder.isInFlight(Work.RECALL);
                    case CHECKPOINT -> isCheckpointing();
                    case REBALANCE -> recorder.isInFlight(Work.REBALANCE);
                };
    }

    /** Returns the name that an aim has in {@link #failpoints}. */
    static String failpoint(KillPlan.Aim aim) {
        return aim == KillPlan.Aim.LOCAL ? "offload-local" : aim.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of the failpoints that a kill at this moment has. */
    Set<String> failpoints() {
        Set<String> failpoints = EnumSet.allOf(Work.class).stream()
                .filter(recorder::isInFlight)
                .map(work -> work.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        if (isOffloadWithoutStore()) {
            failpoints.add("offload-local");
        }
        if (isCheckpointing()) {
            failpoints.add("checkpoint");
        }
        return failpoints;
    }

    private boolean isOffloadWithoutStore() {
        return recorder.isInFlight(Work.OFFLOAD) && STORE_CALLS.stream().noneMatch(recorder::isInFlight);
    }

    /** A checkpoint has a file at its start and another one at its end. */
    private boolean isCheckpointing() {
        try (Stream<Path> files = Files.list(checkpoints)) {
            Set<String> names = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            return names.stream()
                    .filter(name -> name.endsWith("-START.bin"))
                    .anyMatch(name -> !names.contains(name.replace("-START.bin", "-END.bin")));
        } catch (NoSuchFileException e) {
            return false; // the server has not started a database yet
        } catch (IOException | UncheckedIOException e) {
            return false; // a marker was deleted while the markers were listed
        }
    }
}
