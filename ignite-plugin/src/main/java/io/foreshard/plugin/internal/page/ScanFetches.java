package io.foreshard.plugin.internal.page;

import io.foreshard.tier.FetchTarget;
import io.foreshard.tier.TieredPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.internal.pagemem.FullPageId;
import org.apache.ignite.internal.pagemem.PageIdAllocator;
import org.apache.ignite.internal.pagemem.PageIdUtils;

/**
 * Fetches remote pages for scans and maintenance: the pages pass through memory into the page memory, and the partition files do not grow.
 *
 * <p>Rows of a tree are on pages in random order, and a fetch brings the neighbours of a page, which the scan reads later. So a fetch also has other pages of the scanned partition, and all that were fetched are loaded into the
 * page memory at once. At most 4 fetches of 4 MiB are under way on a node, so that no page has to be dropped before it is loaded, however many partitions are scanned at a time. Thread-safe.
 */
final class ScanFetches {
    private static final int FETCH_BYTES = 4 << 20;
    private static final int FETCHES = 4;

    private final Semaphore fetches = new Semaphore(FETCHES, true);

    /**
     * Fetches pages for a thread that holds no latch.
     *
     * @return the first failure, or null if all pages are readable
     */
    BatchFetch.Failure fetch(ReadPurpose purpose, Set<WantedPage> pages) throws IgniteCheckedException {
        List<WantedPage> left = pages.stream().filter(WantedPage::isRemote).toList();
        while (!left.isEmpty()) {
            int count = atOnce(left);
            BatchFetch.Failure failure = fetchSome(purpose, left.subList(0, count));
            if (failure != null) {
                return failure;
            }
            left = left.stream().skip(count).filter(WantedPage::isRemote).toList();
        }
        return null;
    }

    /** Returns how many of the first pages may be fetched together. */
    private static int atOnce(List<WantedPage> pages) {
        int unitBytes = pages.get(0).partition().fetchUnitBytes();
        int unitPages = unitBytes / pages.get(0).partition().pageBytes();
        int maxUnits = Math.max(1, FETCH_BYTES / unitBytes);
        Set<Long> units = new HashSet<>();
        int count = 0;
        for (WantedPage page : pages) {
            units.add((long) page.partitionNumber() << Integer.SIZE | page.filePage() / unitPages);
            if (units.size() > maxUnits) {
                break;
            }
            count++;
        }
        return count;
    }

    private BatchFetch.Failure fetchSome(ReadPurpose purpose, List<WantedPage> pages) throws IgniteCheckedException {
        fetches.acquireUninterruptibly();
        try {
            Optional<WantedPage> scanned = pages.stream().filter(purpose::scans).findFirst();
            List<RemotePage> remote =
                    new ArrayList<>(pages.stream().map(WantedPage::remote).toList());
            scanned.ifPresent(
                    page -> addOthers(page, FETCH_BYTES / page.partition().fetchUnitBytes() - pages.size(), remote));
            BatchFetch.Failure failure =
                    BatchFetch.begin(FetchTarget.MEMORY, remote).await();
            if (failure == null && scanned.isPresent()) {
                load(scanned.get());
            }
            return failure;
        } finally {
            fetches.release();
        }
    }

    /**
     * Adds other remote pages of the scanned partition, up to a number of units. The scan reads every page of the partition, and the rows of a later leaf miss only a few units: fetched alone, these cost a
     * round trip for each leaf.
     */
    private static void addOthers(WantedPage scanned, int units, List<RemotePage> remote) {
        TieredPartition partition = scanned.partition();
        int unitPages = partition.fetchUnitBytes() / partition.pageBytes();
        int[] others = partition.pagesToPass(
                Math.max(0, units) * unitPages, page -> !isLoaded(scanned, pageId(scanned, page)));
        for (int page : others) {
            remote.add(new RemotePage(scanned.groupId(), scanned.partitionNumber(), partition, page));
        }
    }

    private static long pageId(WantedPage of, int filePage) {
        return PageIdUtils.pageId(of.partitionNumber(), PageIdAllocator.FLAG_DATA, filePage - 1);
    }

    private static boolean isLoaded(WantedPage of, long pageId) {
        return of.memory().hasLoadedPage(new FullPageId(pageId, of.groupId()));
    }

    /** Loads all pages that were fetched of the partition of a page; those that the page memory has already are dropped. */
    private static void load(WantedPage of) throws IgniteCheckedException {
        for (int page : of.partition().unwrittenPages()) {
            long pageId = pageId(of, page);
            if (isLoaded(of, pageId)) {
                of.partition().dropUnwritten(page);
            } else {
                of.memory().releasePage(of.groupId(), pageId, of.memory().acquirePage(of.groupId(), pageId));
            }
        }
    }
}
