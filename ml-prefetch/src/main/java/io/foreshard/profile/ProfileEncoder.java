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
 * <p>Immutable and thread-safe.
 */
public final class ProfileEncoder implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ProfileLayout layout;
    private final long epochMillis;
    private final EngagementBands bands;

    /**
     * Creates an encoder.
     *
     * @param layout layout with an epoch, a band, a salt and an interest
     * @param epoch duration of an epoch, at least 1 ms
     * @throws IllegalArgumentException if the epoch is shorter
     */
    public ProfileEncoder(ProfileLayout layout, Duration epoch, EngagementBands bands) {
        this(layout, epoch.toMillis(), bands);
        if (epochMillis <= 0) {
            throw new IllegalArgumentException("An epoch lasts at least a millisecond, but this is " + epoch + ".");
        }
    }

    private ProfileEncoder(ProfileLayout layout, long epochMillis, EngagementBands bands) {
        this.layout = layout;
        this.epochMillis = epochMillis;
        this.bands = bands;
    }

    /** Returns the layout of the ids. */
    public ProfileLayout layout() {
        return layout;
    }

    /** Returns the bands. */
    public EngagementBands bands() {
        return bands;
    }

    /** Returns this encoder with other bands. */
    public ProfileEncoder with(EngagementBands other) {
        return new ProfileEncoder(layout, epochMillis, other);
    }

    /** Returns the profile id of a window with at least one action, at the time of its latest action. */
    public long profileId(UserWindow window) {
        UUID user = window.userId();
        long id = layout.with(0, Field.EPOCH, epoch(user, window.behavior().lastMillis()));
        id = layout.with(id, Field.BAND, bands.band(window.engagement(), user));
        id = layout.with(id, Field.SALT, salt(user, window.saltNumber()));
        return layout.with(id, Field.INTEREST, window.interestCode());
    }

    /** Returns one of the salts of a user. */
    static long salt(UUID user, int number) {
        return Hashing.mix(Hashing.user(user) + number);
    }

    /** The number of the epoch, modulo the epochs that are issued; its boundary differs by user, so that not all users change epoch at the same time. */
    private long epoch(UUID user, long timeMillis) {
        long stagger = (long) (Hashing.unit(Hashing.mix(~Hashing.user(user))) * epochMillis);
        return Math.floorMod(Math.floorDiv(timeMillis + stagger, epochMillis), (long) layout.epochs());
    }
}
