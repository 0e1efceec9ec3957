package io.foreshard.store;

import java.util.List;

/**
 * A part of a listing.
 *
 * @param objects some objects, perhaps none although more pages follow
 * @param next position to pass to {@link ObjectStore#listPage} for the next page, opaque; null after the last page
 */
public record ListedPage(List<ListedObject> objects, String next) {
    /** Copies the list. */
    public ListedPage {
        objects = List.copyOf(objects);
    }
}
