package io.foreshard.plugin.internal.cluster;

import io.foreshard.shard.balance.Mode;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.configuration.distributed.SimpleDistributedProperty;

/**
 * The mode of shard planning: Ignite's distributed property {@code foreshard.shards.mode} once an operator has set it, before that the setting of this node. The
 * property is the same on all nodes, and survives restarts. Thread-safe.
 */
public final class ModeProperty implements Supplier<Mode> {
    /** Name of the property. */
    public static final String NAME = "foreshard.shards.mode";

    private final Mode configured;
    private final SimpleDistributedProperty<String> property = new SimpleDistributedProperty<>(
            NAME,
            text -> text(parse(text)),
            "Mode of shard planning: off, advise (reports what it would do) or auto; null: sharding.mode of the oldest server");

    private ModeProperty(Mode configured) {
        this.configured = configured;
    }

    /**
     * Registers the property on a node that starts.
     *
     * @param configured the mode as long as the property is not set
     */
    public static ModeProperty register(Ignite ignite, Mode configured) {
        ModeProperty mode = new ModeProperty(configured);
        ((IgniteEx) ignite).context().distributedConfiguration().registerProperty(mode.property);
        return mode;
    }

    @Override
    public Mode get() {
        String set = property.get();
        return set == null ? configured : parse(set);
    }

    private static Mode parse(String text) {
        return Arrays.stream(Mode.values())
                .filter(mode -> text(mode).equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The mode of shard planning is off, advise or auto; '" + text + "' is none of them."));
    }

    private static String text(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
