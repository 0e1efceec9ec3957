package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.file.LostNode;
import io.foreshard.store.ObjectStore;
import io.foreshard.tier.ImageRecreation;
import io.foreshard.tier.StoredImage;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;

/** The command that recreates the lost disk of a node from its image in the store. Not thread-safe. */
final class StoppedNodeImage {
    private static final int LINES = 20;

    private final IgniteConfiguration configuration;
    private final String storeUri;
    private final ImageRecreation recreation;
    private final Executor executor;
    private final PrintStream out;

    /**
     * @param store store of the image; stays open
     * @param executor writes the files
     */
    StoppedNodeImage(
            IgniteConfiguration configuration, ObjectStore store, String storeUri, Executor executor, PrintStream out) {
        this.configuration = configuration;
        this.storeUri = storeUri;
        this.executor = executor;
        this.out = out;
        recreation = new ImageRecreation(store, storeUri, Clock.systemUTC());
    }

    /**
     * Recreates the disk.
     *
     * @param node folder of the node; null to take that of the configuration, or the only one that has an image
     * @return whether it was recreated; a line tells why not
     * @throws IgniteCheckedException if the disk is not empty
     * @throws IOException if the store or the disk failed, or an object is damaged; the command can be repeated
     */
    boolean run(String node) throws IgniteCheckedException, IOException {
        String folder = node != null ? node : LostNode.folder(configuration).orElse(null);
        List<StoredImage> images = recreation.find(folder);
        if (images.isEmpty()) {
            out.println("There is no image " + (folder == null ? "" : "of the node " + folder + " ") + "in " + storeUri
                    + ". Nothing was changed.");
            return false;
        }
        TreeSet<String> folders =
                images.stream().map(StoredImage::folder).collect(Collectors.toCollection(TreeSet::new));
        if (folders.size() > 1) {
            images.forEach(image -> out.println(describe(image)));
            out.println("The configuration has no consistentId and " + storeUri + " has images of several nodes: name"
                    + " one with --node. " + String.join(", ", folders));
            return false;
        }
        StoredImage newest =
                images.stream().max(Comparator.comparing(StoredImage::begun)).orElseThrow();
        images.stream().filter(image -> image != newest).forEach(image -> out.println("Older: " + describe(image)));
        recreate(newest);
        return true;
    }

    private void recreate(StoredImage image) throws IgniteCheckedException, IOException {
        out.println(describe(image));
        try (LostNode node = LostNode.open(configuration, image.folder())) {
            int step = Math.max(1, image.files() / LINES);
            long remote =
                    recreation.recreate(image, node.directory().tier(), node.disk(), executor, (file, done, all) -> {
                        if (done % step == 0 || done == all) {
                            out.println(done + " of " + all + " files: " + file);
                        }
                    });
            node.finish();
            out.println("Recreated " + node.directory().path() + " as of " + image.begun() + ": " + image.files()
                    + " files, " + image.localPages() + " pages from the image, " + remote + " pages remote in "
                    + storeUri
                    + ". Start the node with this configuration: it has each change that was acknowledged before that time, and"
                    + " takes later ones from other owners of its partitions. A process on the old disk takes a new place in the"
                    + " store and offloads no longer to this one.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted; the disk is empty as before.", e);
        }
    }

    private static String describe(StoredImage image) {
        return "Image of " + image.folder() + " (consistent id " + image.consistentId() + ", cluster "
                + image.clusterId() + ") in " + image.namespace() + ", taken " + image.begun() + ": " + image.files()
                + " files, " + image.localPages() + " pages, " + image.remoteObjects()
                + " objects of remote pages. The node was last seen " + image.seenAt() + ".";
    }
}
