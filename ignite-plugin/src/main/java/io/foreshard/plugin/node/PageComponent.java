package io.foreshard.plugin.node;

import io.foreshard.plugin.internal.file.ColdSnapshots;
import io.foreshard.plugin.internal.page.PageMemories;
import org.apache.ignite.IgniteCheckedException;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.plugin.ExtensionRegistry;
import org.apache.ignite.plugin.PluginContext;

/** The seam at the page memory of a server; what counts accesses and what fetches remote pages share it. */
final class PageComponent implements PluginComponent {
    private PageMemories memories;

    @Override
    public void configure(PluginContext context, IgniteConfiguration ignite) throws IgniteCheckedException {
        if (!ignite.isClientMode()) {
            memories = new PageMemories(context.grid());
        }
    }

    /** Registers what needs the page memories and belongs to no other component. */
    void extend(PluginContext context, ExtensionRegistry registry) {
        if (memories != null) {
            ColdSnapshots.register(context.grid(), registry, memories);
        }
    }

    /** Returns the page memories, or null on a client. */
    PageMemories memories() {
        return memories;
    }
}
