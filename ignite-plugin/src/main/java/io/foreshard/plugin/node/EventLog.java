package io.foreshard.plugin.node;

import io.foreshard.plugin.cluster.StateListener;
import io.foreshard.plugin.cluster.UnreadableStateException;
import io.foreshard.plugin.internal.sql.IndexVerdict;
import io.foreshard.plugin.metrics.Durations;
import io.foreshard.plugin.metrics.Metric;
import io.foreshard.plugin.shard.ShardListener;
import io.foreshard.plugin.tier.DiskReserve;
import io.foreshard.predict.ModelReport;
import io.foreshard.predict.TrainingListener;
import io.foreshard.shard.ShardDecision;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.StoreListener;
import io.foreshard.store.StoreOperation;
import io.foreshard.tier.DamagedPage;
import io.foreshard.tier.Discard;
import io.foreshard.tier.ImageReport;
import io.foreshard.tier.SweepReport;
import io.foreshard.tier.TierListener;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.ignite.IgniteLogger;

/**
 * Logs the events of all parts of a node and counts them: at most one line for each kind of event in 10 s, with the number of suppressed lines.
 * Thread-safe; does not block.
 *
 * <p>In Ignite's quiet mode (the default) only errors of the log reach the console, so this class prints each line to standard output, as Ignite prints its
 * own. It also writes the line to the log, with a marker by which a log configuration can hide it from the console.
 */
final class EventLog
        implements StoreListener, TierListener, ShardListener, StateListener, TrainingListener, DiskReserve.Listener {
    /** Marker of the lines that were printed. */
    static final String PRINTED = "FORESHARD_PRINTED";

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final IgniteLogger log;
    private final PrintStream console;
    private final LongSupplier nanoTime;
    private final AtomicLongArray counts = new AtomicLongArray(Event.values().length);
    private final Durations requests = new Durations(
            Metric.STORE_REQUEST_SECONDS,
            Arrays.stream(StoreOperation.values()).map(EventLog::label).toList());
    private volatile boolean breakerOpen;
    private final Line[] lines = new Line[Event.values().length];

    EventLog(IgniteLogger log) {
        this(log, System.out, System::nanoTime);
    }

    EventLog(IgniteLogger log, PrintStream console, LongSupplier nanoTime) {
        this.log = log;
        this.console = console;
        this.nanoTime = nanoTime;
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new Line(nanoTime.getAsLong());
        }
    }

    /** Returns the events of a kind since the node started. */
    long count(Event event) {
        return counts.get(event.ordinal());
    }

    /**
     * Counts an event, and logs it unless its kind was logged less than 10 s ago.
     *
     * @param cause null if the event has none
     */
    void report(Event event, String message, Throwable cause) {
        counts.incrementAndGet(event.ordinal());
        long suppressed = lines[event.ordinal()].next(nanoTime.getAsLong());
        if (suppressed < 0) {
            return;
        }
        String sentence = message
                + causes(message, cause)
                + (suppressed == 0 ? "" : " (" + suppressed + " more of these events since the last line)");
        String marker = log.isQuiet() ? PRINTED : null;
        if (marker != null) {
            console.println(
                    "[" + LocalTime.now().format(TIME) + "] " + (event.isWarning() ? "WARNING: " : "") + sentence);
        }
        if (event.isWarning()) {
            log.warning(marker, sentence, cause);
        } else {
            log.info(marker, sentence);
        }
    }

    /** Returns the messages of a cause and of its causes, without those that an outer message contains. */
    private static String causes(String outer, Throwable cause) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage();
            if (!outer.contains(message) && text.indexOf(message) < 0) {
                text.append(text.length() == 0 ? " Cause: " : "; ").append(message);
            }
        }
        return text.toString();
    }

    /** Returns the durations of successful calls of the object store. */
    Durations requests() {
        return requests;
    }

    private static String label(StoreOperation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void answered(StoreOperation operation, Duration elapsed) {
        requests.observe(label(operation), elapsed);
    }

    @Override
    public void failed(StoreOperation operation, String name, Duration elapsed, ObjectStoreException cause) {
        switch (cause.reason()) {
            case NOT_FOUND, ALREADY_EXISTS, CONFLICT -> {} // the callers handle these
            case DENIED, UNAVAILABLE, CORRUPT, UNSUPPORTED -> {
                if (!breakerOpen) { // BREAKER_OPENED was reported, and an open breaker fails thousands of calls a
                    // second
                    report(
                            Event.STORE_CALL_FAILED,
                            "A call of the object store failed after " + elapsed.toMillis() + " ms (" + label(operation)
                                    + ").",
                            cause);
                }
            }
        }
    }

    @Override
    public void breakerOpened(ObjectStoreException cause) {
        breakerOpen = true;
        report(
                Event.BREAKER_OPENED,
                "The object store does not answer: calls fail without a request until it does.",
                cause);
    }

    @Override
    public void breakerClosed() {
        breakerOpen = false;
        report(Event.BREAKER_CLOSED, "The object store answers again.", null);
    }

    /** Returns whether calls of the object store fail without a request. */
    boolean isBreakerOpen() {
        return breakerOpen;
    }

    @Override
    public void offloaded(String group, int partitions, long pages, long bytes) {
        report(Event.OFFLOADED, "Offloaded " + moved(group, partitions, pages, bytes), null);
    }

    @Override
    public void recalled(String group, int partitions, long pages, long bytes) {
        report(Event.RECALLED, "Recalled " + moved(group, partitions, pages, bytes), null);
    }

    private static String moved(String group, int partitions, long pages, long bytes) {
        return pages + " pages (" + bytes + " bytes) of " + partitions + " partitions of cache group " + group + ".";
    }

    @Override
    public void offloadFailed(String group, int partition, Exception cause) {
        report(
                Event.OFFLOAD_FAILED,
                "Partition " + partition + " of cache group " + group + " was not offloaded.",
                cause);
    }

    @Override
    public void recallFailed(String group, int partition, Exception cause) {
        report(
                Event.RECALL_FAILED,
                "Partition " + partition + " of cache group " + group + " was not recalled.",
                cause);
    }

    @Override
    public void ageingFailed(String group, Exception cause) {
        report(
                Event.AGEING_FAILED,
                "Offloading idle partitions" + (group == null ? "" : " of cache group " + group)
                        + " failed; the next round repeats it.",
                cause);
    }

    @Override
    public void changeBlocked(Exception cause) {
        report(Event.CHANGE_BLOCKED, "A write is blocked on the object store; it retries.", cause);
    }

    @Override
    public void offloadsPaused(Exception cause) {
        report(Event.OFFLOADS_PAUSED, "Automatic offloads are paused until the object store answers.", cause);
    }

    @Override
    public void offloadsResumed() {
        report(Event.OFFLOADS_RESUMED, "The object store answers: automatic offloads go on.", null);
    }

    @Override
    public void recoveryBlocked(Exception cause) {
        report(
                Event.RECOVERY_BLOCKED,
                "The start of this node waits for a page from the object store: a change since the last checkpoint needs it, and its bytes are not"
                        + " in the partition file. The start continues when the store answers.",
                cause);
    }

    @Override
    public void fillFailed(String group, int partition, Exception cause) {
        report(
                Event.FILL_FAILED,
                "Pages of partition " + partition + " of " + group
                        + " were read from the object store and not written into the partition file; they stay remote.",
                cause);
    }

    @Override
    public void checkpointDelayed(Duration waited) {
        report(
                Event.CHECKPOINT_DELAYED,
                "A checkpoint has waited " + waited.toSeconds()
                        + " s for slow fetches of the object store; until it begins, the write-ahead log grows.",
                null);
    }

    /** Expired rows of a cache could not be fetched or removed; they are not returned, and tried again. */
    void expiryFailed(String cache, Exception cause) {
        report(Event.EXPIRY_FAILED, "Expired rows of cache " + cache + " stay until a later try.", cause);
    }

    @Override
    public void diskLow(long freeBytes, long reserveBytes) {
        report(
                Event.DISK_LOW,
                "The disk of this node is nearly full: " + freeBytes
                        + " bytes are free after the next checkpoint, less than tier.diskReserve ("
                        + reserveBytes
                        + " bytes). Writes to the cluster are refused (state ACTIVE_READ_ONLY) until there is space: offload partitions, or enlarge the disk.",
                null);
    }

    @Override
    public void diskFree(long freeBytes) {
        report(
                Event.DISK_FREE,
                "The disk of this node has space again: " + freeBytes
                        + " bytes. Writes are allowed when no disk of the cluster is full.",
                null);
    }

    @Override
    public void pollFailed(Exception cause) {
        report(
                Event.DISK_POLL_FAILED,
                "The free space was not compared with tier.diskReserve; it is tried again.",
                cause);
    }

    /** A supplier of a rebalance could not read its rows, on this or another node; the rebalance is repeated. */
    void supplyFailed(String group, Throwable cause) {
        report(
                Event.SUPPLY_FAILED,
                "Partitions of " + group
                        + " were not supplied completely; this node does not own them and demands them again.",
                cause);
    }

    /** An index was created or opened that may read remote rows to compare keys. */
    void indexReadsRows(IndexVerdict index) {
        report(Event.INDEX_READS_ROWS, index.sentence(), null);
    }

    @Override
    public void pageLost(Exception cause) {
        report(Event.PAGE_LOST, "A write needs a page that is missing or corrupt in the object store.", cause);
    }

    @Override
    public void taskPaused(String task, Exception cause) {
        report(
                Event.TASK_PAUSED,
                task
                        + " is paused, because a page is missing or corrupt in the object store; it is tried again every few"
                        + " seconds. Restore the object, or heal the copy of this node with 'discard'.",
                cause);
    }

    @Override
    public void pageDamaged(DamagedPage page) {
        report(Event.PAGE_DAMAGED, page.sentence(), null);
    }

    /** A discarded copy of a cache group was filled again by the other owners. */
    void copyFilled(Discard discard) {
        report(
                Event.COPY_FILLED,
                "This node owns its partitions of cache group " + discard.group()
                        + " again. The discarded copy stays in " + discard.path()
                        + " of the tier's directory, and its objects in the store, until you delete that directory.",
                null);
    }

    @Override
    public void pageHealed(String object, int page) {
        report(
                Event.PAGE_HEALED,
                "Page " + page + " of object " + object
                        + " was taken from its local copy; the next offload uploads it again.",
                null);
    }

    @Override
    public void logFailed(String group, Exception cause) {
        report(
                Event.LOG_FAILED,
                "The residency log of cache group " + group
                        + " was not compacted or deleted; it is valid, and compacted later.",
                cause);
    }

    @Override
    public void namespaceForked(String namespace, String reason) {
        report(Event.NAMESPACE_FORKED, reason, null);
    }

    @Override
    public void namespaceFenced(String namespace, String reason) {
        report(Event.NAMESPACE_FENCED, reason, null);
    }

    @Override
    public void namespaceRefused(String namespace, String reason) {
        report(Event.NAMESPACE_REFUSED, reason, null);
    }

    @Override
    public void swept(String namespace, SweepReport sweep) {
        if (sweep.deletedObjects() > 0) {
            report(
                    Event.SWEPT,
                    "Deleted " + sweep.deletedObjects() + " garbage objects (" + sweep.deletedBytes() + " bytes) of "
                            + namespace + ".",
                    null);
        }
    }

    @Override
    public void sweepFailed(String namespace, Exception cause) {
        report(
                Event.SWEEP_FAILED,
                "Garbage in " + namespace + " was not all deleted; the next sweep continues.",
                cause);
    }

    @Override
    public void imageUploaded(ImageReport image, Duration elapsed) {
        report(
                Event.IMAGE_UPLOADED,
                "Uploaded an image of the disk as of " + image.begun() + ": " + image.files() + " files, "
                        + image.bytes() + " bytes in " + elapsed.toSeconds() + " s.",
                null);
    }

    @Override
    public void imageFailed(Exception cause) {
        report(
                Event.IMAGE_FAILED,
                "No image of the disk was uploaded; the image before is unchanged, and the next one is tried on"
                        + " schedule or on command.",
                cause);
    }

    @Override
    public void deleteFailed(int objects, Exception cause) {
        report(
                Event.DELETE_FAILED,
                objects + " garbage objects could not be deleted; the next sweep tries again.",
                cause);
    }

    @Override
    public void onSplit(ShardDecision decision) {
        report(Event.SHARD_SPLIT, decision + ".", null);
    }

    @Override
    public void onMerge(ShardDecision decision) {
        report(Event.SHARDS_MERGED, decision + ".", null);
    }

    @Override
    public void onPartitionOverloaded(ShardDecision decision) {
        report(Event.PARTITION_OVERLOADED, decision + ".", null);
    }

    @Override
    public void onPartitionRecovered(ShardDecision decision) {
        report(Event.PARTITION_RECOVERED, decision + ".", null);
    }

    @Override
    public void onRoundFailed(RuntimeException cause) {
        report(Event.SHARD_ROUND_FAILED, "A round of shard planning failed; the next round repeats it.", cause);
    }

    @Override
    public void onUnreadable(UnreadableStateException cause) {
        report(
                Event.STATE_UNREADABLE,
                "Shared state cannot be read; this node continues with its earlier value.",
                cause);
    }

    @Override
    public void onPublished(ModelReport model) {
        report(
                Event.MODEL_PUBLISHED,
                String.format(
                        Locale.ROOT,
                        "Published version %d of the model of the next type: accuracy %.3f (majority %.3f) on %d examples.",
                        model.version(),
                        model.accuracy(),
                        model.majorityAccuracy(),
                        model.examples()),
                null);
    }

    @Override
    public void onRefused(String reason) {
        counts.incrementAndGet(
                Event.TRAINING_REFUSED.ordinal()); // not logged: with a good model every training ends so
    }

    @Override
    public void onFailed(RuntimeException cause) {
        report(Event.TRAINING_FAILED, "Training failed; it is repeated after prediction.trainingInterval.", cause);
    }

    /** The earliest time of the next line of one kind, and the number of lines suppressed until then. */
    private static final class Line {
        private final AtomicLong nextNanos;
        private final LongAdder suppressed = new LongAdder();

        Line(long nowNanos) {
            nextNanos = new AtomicLong(nowNanos);
        }

        /** Returns the number of lines suppressed before this one, or -1 to suppress this one too. */
        long next(long nowNanos) {
            long next = nextNanos.get();
            if (nowNanos - next >= 0 && nextNanos.compareAndSet(next, nowNanos + PAUSE_NANOS)) {
                return suppressed.sumThenReset();
            }
            suppressed.increment();
            return -1;
        }
    }
}
