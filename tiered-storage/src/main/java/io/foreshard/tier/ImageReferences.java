package io.foreshard.tier;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The objects that the image of a node needs: those of the published one, and those of the one in progress. A sweep deletes none of them. Thread-safe.
 *
 * <p>The published image is read again before the next deletion if it is unknown which one is published.
 */
final class ImageReferences {
    private final ImageStore images;
    /** Objects of the tier that the image in progress needs. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    private volatile Published published;
    /** Whether an image failed and perhaps was published nevertheless. */
    private boolean isUnsure;
    /** Prefix of the objects of the image in progress; null while none is. */
    private volatile String progress;

    /**
     * The image of a namespace.
     *
     * @param manifest null if the namespace has none
     * @param names objects of the tier that it needs
     */
    private record Published(Namespace namespace, ImageManifest manifest, Set<String> names) {
        static Published of(Namespace namespace, ImageManifest manifest) {
            return new Published(
                    namespace, manifest, manifest == null ? Set.of() : new HashSet<>(manifest.references()));
        }

        boolean holds(String object) {
            return names.contains(object) || manifest != null && object.startsWith(manifest.prefix());
        }
    }

    ImageReferences(ImageStore images) {
        this.images = images;
    }

    /**
     * Reads the published image of the node's namespace, unless it is known; to be called before objects are judged and before an image is begun. Costs
     * at most one request.
     *
     * @throws IOException if it cannot be read: then nothing may be deleted
     */
    synchronized void load(Namespace namespace) throws IOException {
        Published known = published;
        if (isUnsure || known == null || !known.namespace().equals(namespace)) {
            published = Published.of(namespace, images.read(namespace).orElse(null));
            if (isUnsure) {
                isUnsure = false;
                end();
            }
        }
    }

    /** Returns the published image; empty if there is none, or it was not read yet. */
    Optional<ImageManifest> published() {
        Published known = published;
        return Optional.ofNullable(known == null ? null : known.manifest());
    }

    /** Returns whether an image needs an object. */
    boolean holds(String object) {
        String prefix = progress;
        if (held.contains(object) || prefix != null && object.startsWith(prefix)) {
            return true;
        }
        Published known = published;
        return known != null && known.holds(object);
    }

    /** Returns whether an image needs an object of a namespace. */
    boolean mayBorrowFrom(String namespace) {
        String prefix = namespace + "/";
        Published known = published;
        return held.stream().anyMatch(name -> name.startsWith(prefix))
                || known != null && known.names().stream().anyMatch(name -> name.startsWith(prefix));
    }

    /** An image is begun whose objects have names of a prefix. */
    synchronized void begin(String prefix) {
        isUnsure = false;
        progress = prefix;
    }

    /** The image in progress needs objects of the tier; to be called before their partition can give them up. */
    void hold(Collection<String> objects) {
        held.addAll(objects);
    }

    /**
     * The image in progress was published.
     *
     * @return the objects that only the image before needed
     */
    synchronized List<ImageManifest.Sized> replaced(Namespace namespace, ImageManifest manifest) {
        Published before = published;
        published = Published.of(namespace, manifest);
        end();
        return before == null || before.manifest() == null
                ? List.of()
                : before.manifest().objects().stream()
                        .filter(object -> !holds(object.name()))
                        .toList();
    }

    /** The image in progress failed. Perhaps its manifest was written nevertheless: its objects are kept until {@link #load} has read it. */
    synchronized void failed() {
        isUnsure = true;
    }

    private void end() {
        progress = null;
        held.clear();
    }
}
