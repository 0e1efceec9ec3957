package io.foreshard.plugin.node;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TierConfiguration;
import io.foreshard.plugin.internal.file.StoppedNode;
import io.foreshard.plugin.thread.DaemonThreads;
import io.foreshard.store.GuardedObjectStore;
import io.foreshard.store.ObjectStore;
import io.foreshard.store.StoreListener;
import io.foreshard.tier.TierException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;

/**
 * The main class of the commands for the tier of a stopped node: status, rebuild, restore, discard, recreate. Each reads the Spring XML of the node for directory and store, and
 * takes Ignite's lock of the directory. The exit code is 0 if everything was done, 1 if something was refused or failed, 2 for wrong arguments.
 * Thread-safe: it has no state.
 */
public final class TierCommand {
    private static final String USAGE =
            """
            Usage: java @config/jvm.options -cp 'DIRECTORY/*' io.foreshard.plugin.node.TierCommand COMMAND CONFIG.xml [OPTION...]
            Commands for the directory of a stopped node, given by its Spring XML:
              status   shows the files with pages in the object store; sends no request
              rebuild  writes residencies that are lost or damaged again, from the store and the files
              restore  recalls all pages, so that Ignite starts on the directory without Foreshard
              discard  puts the node's copy of a cache group aside, so that the other owners fill it again
              recreate writes the disk of a node whose disk was lost from its image in the store
            Options:
              --group NAME    only this cache, or group of caches
              --partition N   only this partition
              --node FOLDER   folder of the node below the persistence directory, if the XML has no consistentId
              --dry-run       rebuild: reports only
              --undo          discard: moves the copy back, if the node was not started since""";

    /** Files that are recreated at once, each with one object of 16 MiB. */
    private static final int FILES_AT_ONCE = 8;

    private TierCommand() {}

    /** Runs a command and exits. */
    public static void main(String... arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    /** Runs a command; returns the exit code. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        TierArguments parsed;
        try {
            parsed = TierArguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return 2;
        }
        try {
            return run(parsed, out) ? 0 : 1;
        } catch (IgniteCheckedException | IOException | TierException | IllegalArgumentException e) {
            if (Boolean.getBoolean("foreshard.trace")) {
                e.printStackTrace(err);
            }
            List<Throwable> causes = StartFailure.causes(e);
            err.println(SpringFailure.sentence(causes)
                    .map(sentence -> parsed.file() + ": " + sentence)
                    .orElseGet(e::getMessage));
            return 1;
        }
    }

    private static boolean run(TierArguments arguments, PrintStream out) throws IgniteCheckedException, IOException {
        IgniteConfiguration configuration = StoppedNode.configuration(arguments.file());
        TierConfiguration tier = ForeshardConfiguration.find(configuration)
                .orElseThrow(() -> new IgniteCheckedException(
                        arguments.file() + " has no ForeshardConfiguration: give the configuration of the node."))
                .getTier();
        String uri = tier.get(TierConfiguration.STORE_URI);
        if (uri == null) {
            throw new IgniteCheckedException(arguments.file()
                    + " has no tier.storeUri: set it to the store of the pages, which README.txt beside the"
                    + " residency names.");
        }
        ExecutorService requests = DaemonThreads.cached("foreshard-store");
        ExecutorService files = DaemonThreads.fixed("foreshard-recreate", FILES_AT_ONCE);
        try (ObjectStore store = new GuardedObjectStore(
                TierComponent.open(uri, tier.storeOptions(), tier.get(TierConfiguration.ENCRYPTION_KEYS)),
                tier.requestLimits(),
                requests,
                StoreListener.NONE)) {
            if (arguments.verb() == TierArguments.Verb.RECREATE) {
                return new StoppedNodeImage(configuration, store, uri, files, out).run(arguments.node());
            }
            try (StoppedNode node = StoppedNode.open(configuration, arguments.node())) {
                return new StoppedNodeFiles(node.directory(), store, uri, arguments, out).run();
            }
        } finally {
            files.shutdownNow();
            requests.shutdownNow();
        }
    }

    /** The arguments of the command line. Immutable. */
    record TierArguments(
            Verb verb, String file, String group, Integer partition, String node, boolean isDryRun, boolean isUndo) {
        /** The commands. */
        enum Verb {
            STATUS,
            REBUILD,
            RESTORE,
            DISCARD,
            RECREATE
        }

        /** @throws IllegalArgumentException with a sentence */
        static TierArguments parse(String... arguments) {
            List<String> plain = new ArrayList<>();
            String group = null;
            Integer partition = null;
            String node = null;
            boolean isDryRun = false;
            boolean isUndo = false;
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--group" -> group = value(arguments, ++i);
                    case "--partition" -> partition = number(value(arguments, ++i));
                    case "--node" -> node = value(arguments, ++i);
                    case "--dry-run" -> isDryRun = true;
                    case "--undo" -> isUndo = true;
                    default -> plain.add(arguments[i]);
                }
            }
            if (plain.size() != 2 || plain.stream().anyMatch(word -> word.startsWith("-"))) {
                throw new IllegalArgumentException("A command and the Spring XML of the node are needed.");
            }
            Verb verb = verb(plain.get(0));
            if (verb == Verb.DISCARD && (group == null || partition != null)) {
                throw new IllegalArgumentException(
                        "The command discard needs --group, and no --partition: the index of a copy concerns all its partitions.");
            }
            return new TierArguments(verb, plain.get(1), group, partition, node, isDryRun, isUndo);
        }

        private static Verb verb(String word) {
            for (Verb verb : Verb.values()) {
                if (verb.name().equalsIgnoreCase(word)) {
                    return verb;
                }
            }
            throw new IllegalArgumentException("There is no command " + word + ".");
        }

        private static String value(String[] arguments, int at) {
            if (at == arguments.length) {
                throw new IllegalArgumentException("The option " + arguments[at - 1] + " needs a value.");
            }
            return arguments[at];
        }

        private static Integer number(String text) {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("The option --partition needs a number.", e);
            }
        }
    }
}
