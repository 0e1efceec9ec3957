package io.foreshard.tier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The list of all objects of the image of a node's disk: with it the disk is recreated, and the objects stay alive. Immutable.
 *
 * @param prefix prefix of the names of the image's own objects, with a slash at the end
 * @param number number of the image among those of its session; the generation in its footers
 * @param identity random number of the image, not 0; the identity in its footers
 * @param epoch epoch of the owner that uploaded it
 * @param session session that uploaded it
 * @param begun time before the checkpoint of which the image is
 * @param folder folder of the node
 * @param consistentId consistent id of the node
 * @param clusterId id of its cluster
 * @param pageBytes size of a page
 * @param files page files
 * @param bundles objects with small files and residencies
 */
record ImageManifest(
        String prefix,
        long number,
        long identity,
        long epoch,
        UUID session,
        Instant begun,
        String folder,
        String consistentId,
        String clusterId,
        int pageBytes,
        List<PageFile> files,
        List<Bundle> bundles) {
    ImageManifest {
        files = List.copyOf(files);
        bundles = List.copyOf(bundles);
    }

    /**
     * A page file. A page that is in none of its objects is remote as its residency says; without a residency it was never written.
     *
     * @param file its place
     * @param pages pages of the file, the header included
     * @param isTiered whether its header belongs to the tier
     * @param objects objects with pages in the order of their upload: of a page that is in several, the last one is valid
     * @param references objects of the tier that its residency names; empty if it has none
     */
    record PageFile(
            ImageFile file, int pages, boolean isTiered, List<PagesObject> objects, List<Reference> references) {
        PageFile {
            objects = List.copyOf(objects);
            references = List.copyOf(references);
        }
    }

    /**
     * An object of the image with pages.
     *
     * @param ordinal the last word of its name
     * @param slots pages in it
     * @param footerCrc CRC of its footer
     */
    record PagesObject(long ordinal, int slots, int footerCrc) {}

    /**
     * An object of the tier that the image needs.
     *
     * @param object its name
     * @param slots pages in it
     */
    record Reference(String object, int slots) {}

    /**
     * An object of the image with small files and residencies.
     *
     * @param ordinal the last word of its name
     * @param bytes its length
     * @param crc CRC-32C of its content
     */
    record Bundle(long ordinal, int bytes, int crc) {}

    String name(long ordinal) {
        return prefix + ordinal;
    }

    /** Returns the names of the objects of the tier that the image needs. */
    Set<String> references() {
        Set<String> names = new LinkedHashSet<>();
        files.forEach(file -> file.references().forEach(reference -> names.add(reference.object())));
        return names;
    }

    /** An object and its length. */
    record Sized(String name, long bytes) {}

    /** Returns the objects of the image and those of the tier that it needs. */
    List<Sized> objects() {
        List<Sized> objects = new ArrayList<>();
        for (PageFile file : files) {
            file.objects().forEach(one -> objects.add(new Sized(name(one.ordinal()), bytes(one.slots()))));
            file.references().forEach(one -> objects.add(new Sized(one.object(), bytes(one.slots()))));
        }
        bundles.forEach(bundle -> objects.add(new Sized(name(bundle.ordinal()), bundle.bytes())));
        return objects;
    }

    private long bytes(int slots) {
        return (long) slots * pageBytes + ObjectFooter.bytes(slots);
    }

    /** Returns the pages in the objects of the image; one that is in two of them counts twice. */
    long pages() {
        return files.stream()
                .flatMap(file -> file.objects().stream())
                .mapToLong(PagesObject::slots)
                .sum();
    }

    ImageReport report() {
        long bundled = bundles.stream().mapToLong(Bundle::bytes).sum();
        return new ImageReport(begun, files.size(), pages(), pages() * pageBytes + bundled);
    }
}
