package io.foreshard.tier;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The remote copies of pages that were remote only when they were overwritten, since an image began: the content of these pages at the checkpoint of the
 * image. Not thread-safe.
 */
final class OverwrittenCopies {
    private final Map<Integer, Place> places = new HashMap<>();
    /** Identity of the partition file when the first page was added: the file gets one with its first offload, also while an image is taken. */
    private long identity;

    private record Place(PageObject object, int slot) {}

    /** Adds a page of a residency before it becomes local; the first copy of a page is kept. */
    void add(int page, Residency residency) {
        if (places.isEmpty()) {
            identity = residency.identity();
        }
        places.putIfAbsent(page, new Place(residency.objectOf(page), residency.slotOf(page)));
    }

    Set<String> objectNames() {
        Set<String> names = new HashSet<>();
        places.values().forEach(place -> names.add(place.object().name()));
        return names;
    }

    /**
     * Makes the pages remote in a copy of the residency of their partition.
     *
     * @throws IOException if the file has got another identity since the first page was added: the copies are not those of this residency
     */
    void addTo(Residency copy) throws IOException {
        if (!places.isEmpty() && copy.identity() != identity) {
            throw new IOException("A partition was recalled while the image was taken.");
        }
        Map<PageObject, int[]> pages = new IdentityHashMap<>();
        places.forEach((page, place) -> {
            if (copy.state(page) != PageState.LOCAL) {
                copy.written(page);
            }
            int[] ofObject = pages.computeIfAbsent(place.object(), object -> {
                int[] empty = new int[object.slots()];
                Arrays.fill(empty, PageObject.EMPTY);
                return empty;
            });
            ofObject[place.slot()] = page;
        });
        pages.forEach((object, ofObject) -> copy.addRemote(object.with(ofObject)));
        copy.takeDead();
    }
}
