package io.foreshard.plugin.internal.cluster;

import org.apache.ignite.Ignite;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.plugin.security.SecurityPermission;

/** The permission of callers to administrate the cluster. Stateless. */
public final class Administrators {
    private Administrators() {}

    /**
     * Checks that the caller of a service may administrate the cluster.
     *
     * @throws org.apache.ignite.plugin.security.SecurityException if it may not
     */
    public static void check(Ignite ignite) {
        ((IgniteEx) ignite).context().security().authorize(SecurityPermission.ADMIN_OPS);
    }
}
