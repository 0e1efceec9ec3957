package io.foreshard.plugin.internal.command;

import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.internal.GridKernalContext;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.IgniteNodeAttributes;
import org.apache.ignite.internal.processors.GridProcessorAdapter;
import org.apache.ignite.internal.processors.security.GridSecurityProcessor;
import org.apache.ignite.internal.processors.security.SecurityContext;
import org.apache.ignite.plugin.CachePluginContext;
import org.apache.ignite.plugin.CachePluginProvider;
import org.apache.ignite.plugin.ExtensionRegistry;
import org.apache.ignite.plugin.IgnitePlugin;
import org.apache.ignite.plugin.PluginConfiguration;
import org.apache.ignite.plugin.PluginContext;
import org.apache.ignite.plugin.PluginProvider;
import org.apache.ignite.plugin.security.AuthenticationContext;
import org.apache.ignite.plugin.security.SecurityCredentials;
import org.apache.ignite.plugin.security.SecurityException;
import org.apache.ignite.plugin.security.SecurityPermission;
import org.apache.ignite.plugin.security.SecuritySubject;
import org.apache.ignite.plugin.security.SecuritySubjectType;

/** A security plugin for nodes of one JVM: accepts every login, and denies {@code ADMIN_OPS} to the user "reader". */
final class RestrictedUsers implements PluginProvider<PluginConfiguration> {
    static final String READER = "reader";

    private static final Map<UUID, User> CLIENTS = new ConcurrentHashMap<>();

    /** A node or a client. */
    private record User(UUID id, SecuritySubjectType type, String login)
            implements SecuritySubject, SecurityContext, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public SecuritySubject subject() {
            return this;
        }

        @Override
        public InetSocketAddress address() {
            return null;
        }
    }

    /** The decisions of the plugin. */
    private static final class Processor extends GridProcessorAdapter implements GridSecurityProcessor {
        Processor(GridKernalContext context) {
            super(context);
        }

        @Override
        public void start() throws IgniteCheckedException {
            super.start();
            ctx.addNodeAttribute(
                    IgniteNodeAttributes.ATTR_SECURITY_CREDENTIALS, new SecurityCredentials("node", "any"));
        }

        @Override
        public SecurityContext authenticateNode(ClusterNode node, SecurityCredentials credentials) {
            return new User(node.id(), SecuritySubjectType.REMOTE_NODE, "node");
        }

        @Override
        public boolean isGlobalNodeAuthentication() {
            return false;
        }

        @Override
        public SecurityContext authenticate(AuthenticationContext client) {
            Object login =
                    client.credentials() == null ? null : client.credentials().getLogin();
            User user = new User(client.subjectId(), SecuritySubjectType.REMOTE_CLIENT, String.valueOf(login));
            CLIENTS.put(user.id(), user);
            return user;
        }

        @Override
        public Collection<SecuritySubject> authenticatedSubjects() {
            return List.of();
        }

        @Override
        public SecuritySubject authenticatedSubject(UUID id) {
            return CLIENTS.get(id);
        }

        @Override
        public SecurityContext securityContext(UUID id) {
            return CLIENTS.get(id);
        }

        @Override
        public void authorize(String name, SecurityPermission permission, SecurityContext caller) {
            if (permission == SecurityPermission.ADMIN_OPS
                    && READER.equals(caller.subject().login())) {
                throw new SecurityException("The user may not administrate the cluster.");
            }
        }

        @Override
        public void onSessionExpired(UUID id) {}

        @Override
        @SuppressWarnings("deprecation") // still abstract
        public boolean enabled() {
            return true;
        }
    }

    @Override
    public String name() {
        return "Restricted users";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public String copyright() {
        return "Apache License 2.0";
    }

    @Override
    @SuppressWarnings("unchecked") // the interface lets the caller choose the type
    public <T extends IgnitePlugin> T plugin() {
        return (T) new IgnitePlugin() {};
    }

    @Override
    public void initExtensions(PluginContext context, ExtensionRegistry registry) {}

    @Override
    public <T> T createComponent(PluginContext context, Class<T> type) {
        return type == GridSecurityProcessor.class
                ? type.cast(new Processor(((IgniteEx) context.grid()).context()))
                : null;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public CachePluginProvider createCacheProvider(CachePluginContext context) {
        return null;
    }

    @Override
    public void start(PluginContext context) {}

    @Override
    public void stop(boolean cancel) {}

    @Override
    public void onIgniteStart() {}

    @Override
    public void onIgniteStop(boolean cancel) {}

    @Override
    public Serializable provideDiscoveryData(UUID nodeId) {
        return null;
    }

    @Override
    public void receiveDiscoveryData(UUID nodeId, Serializable data) {}

    @Override
    @SuppressWarnings("deprecation") // still abstract
    public void validateNewNode(ClusterNode node) {}
}
