package io.foreshard.profile;

import io.foreshard.key.Hashing;
import io.foreshard.key.ProfileLayout;
import io.foreshard.key.ProfileLayout.Field;
import java.io.Serializable;
import java.time.Duration;
import java.util.UUID;

/**
 * Turns a window into a profile id: epoch, engagement band, salt of the user, interest. The same window gives the same id.
 *
 * <p><b>Salt.</b> A user has 8 salts. An id gets the salt of the user's last id, and after every 32 actions the next salt, so that the rows of a very busy
 * user lie in several partitions and those of a session lie together.
 *
 * <p><b>Full partitions.</b> If that partition is full, the encoder probes the user's other salts in the same band, then in the nearest
 * bands, and takes a partition that is not full: one that holds rows of the user if there is any, so that these partitions stay few. Within 32 actions a user
 * stays in a full partition until it is overfull.
 *
 * <p><b>Closed partitions.</b> An id whose partition would be closed gets the next epoch, or the first open one of the next three. The partition of an early epoch may hold rows of 12 epochs ago
 * instead of 15. If all four are closed, the other salts and the nearest bands are probed in the same way; if these are closed too, the id is issued into a closed partition: an action is never refused.
 *
 * <p>Immutable and thread-safe.
 */
public final class ProfileEncoder implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long NONE = -1;
    /** Number of epochs after the present one whose ids may be issued early. */
    private static final int MAX_EARLY_EPOCHS = 3;
    /** The bands by distance from each band; of two at the same distance the lower first, because engagement fades. */
    private static final int[][] NEAREST_BANDS = {{0, 1, 2, 3}, {1, 0, 2, 3}, {2, 1, 3, 0}, {3, 2, 1, 0}};

    private final ProfileLayout layout;
    private final long epochMillis;
    private final EngagementBands bands;
    private final FullPartitions full;

    /**
     * Creates an encoder.
     *
     * @param layout layout with an epoch, a band, a salt and an interest
     * @param epoch duration of an epoch, at least 1 ms
     * @param full partitions to avoid
     * @throws IllegalArgumentException if the epoch is shorter
     */
    public ProfileEncoder(ProfileLayout layout, Duration epoch, EngagementBands bands, FullPartitions full) {
        epochMillis = epoch.toMillis();
        if (epochMillis <= 0) {
            throw new IllegalArgumentException("An epoch lasts at least a millisecond, but this is " + epoch + ".");
        }
        this.layout = layout;
        this.bands = bands;
        this.full = full;
    }

    /** Returns the layout of the ids. */
    public ProfileLayout layout() {
        return layout;
    }

    /** Returns the bands. */
    public EngagementBands bands() {
        return bands;
    }

    /** Returns the profile id of a window with at least one action, at the time of its latest action. */
    public long profileId(UserWindow window) {
        UUID user = window.userId();
        long id = layout.with(0, Field.EPOCH, epoch(user, window.behavior().lastMillis()));
        id = layout.with(id, Field.BAND, bands.band(window.engagement(), user));
        id = layout.with(id, Field.INTEREST, window.interestCode());
        boolean begins = window.beginsRun();
        int first = begins ? window.salt() + 1 : window.salt();
        id = layout.with(id, Field.SALT, salt(user, first));
        long own = open(id);
        boolean stays = begins ? !full.isFull(own) : !full.isOverfull(own) && window.hasUsed(place(layout, own, first));
        return stays ? own : notFull(window, id, first);
    }

    /** Returns an id whose partition is not full; if there is none, one whose partition is not closed; the given one if there is none either. */
    private long notFull(UserWindow window, long id, int firstSalt) {
        for (int band : NEAREST_BANDS[(int) layout.get(id, Field.BAND)]) {
            long other = notFullInBand(window, layout.with(id, Field.BAND, band), firstSalt);
            if (other != NONE) {
                return other;
            }
        }
        return notClosed(window.userId(), id, firstSalt);
    }

    private long notClosed(UUID user, long id, int firstSalt) {
        for (int band : NEAREST_BANDS[(int) layout.get(id, Field.BAND)]) {
            for (int number = firstSalt; number < firstSalt + UserWindow.SALTS; number++) {
                long other = open(layout.with(layout.with(id, Field.BAND, band), Field.SALT, salt(user, number)));
                if (!full.isClosed(other)) {
                    return other;
                }
            }
        }
        return id;
    }

    /** Returns the id with the first epoch, from its own on, whose partition is not closed; the given one if there is none. */
    private long open(long id) {
        long epoch = layout.get(id, Field.EPOCH);
        for (int early = 0; early <= MAX_EARLY_EPOCHS; early++) {
            long other = layout.with(id, Field.EPOCH, (epoch + early) % layout.epochs());
            if (!full.isClosed(other)) {
                return other;
            }
        }
        return id;
    }

    private long notFullInBand(UserWindow window, long id, int firstSalt) {
        long unused = NONE;
        for (int number = firstSalt; number < firstSalt + UserWindow.SALTS; number++) {
            long other = open(layout.with(id, Field.SALT, salt(window.userId(), number)));
            if (!full.isFull(other)) {
                if (window.hasUsed(place(layout, other, number))) {
                    return other;
                }
                unused = unused == NONE ? other : unused;
            }
        }
        return unused;
    }

    /** Returns one of the salts of a user; the numbers are modulo 8. */
    static long salt(UUID user, int number) {
        return Hashing.mix(Hashing.user(user) + number % UserWindow.SALTS);
    }

    /** Returns the number of the salt of an id. */
    static int saltNumber(ProfileLayout layout, UUID user, long id) {
        for (int number = 0; number < UserWindow.SALTS; number++) {
            if (layout.with(id, Field.SALT, salt(user, number)) == id) {
                return number;
            }
        }
        throw new IllegalArgumentException("The id was not issued for this user.");
    }

    /** Returns the number of the epoch, the band and the salt of an id. */
    static int place(ProfileLayout layout, long id, int saltNumber) {
        long epochAndBand = layout.get(id, Field.EPOCH) << layout.width(Field.BAND) | layout.get(id, Field.BAND);
        return (int) epochAndBand * UserWindow.SALTS + saltNumber % UserWindow.SALTS;
    }

    /** The number of the epoch, modulo the epochs that are issued; its boundary differs by user, so that not all users change epoch at the same time. */
    private long epoch(UUID user, long timeMillis) {
        long stagger = (long) (Hashing.unit(Hashing.mix(~Hashing.user(user))) * epochMillis);
        return Math.floorMod(Math.floorDiv(timeMillis + stagger, epochMillis), (long) layout.epochs());
    }
}
