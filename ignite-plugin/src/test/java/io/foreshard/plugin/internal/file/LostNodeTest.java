package io.foreshard.plugin.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostNodeTest {
    @TempDir
    private Path work;

    @Test
    void finish_nodeStartedSinceOpen_keepsItsFiles() throws Exception {
        try (LostNode node = LostNode.open(configuration(), "node-1")) {
            Path directory = node.directory().path();
            Path row = Files.writeString(Files.createDirectories(directory).resolve("part-0.bin"), "row");

            assertThatThrownBy(node::finish)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("started while its disk was recreated")
                    .hasMessageContaining("part-0.bin");
            assertThat(row).hasContent("row");
        }
    }

    @Test
    void finish_onlyALock_becomesTheDirectoryOfTheNode() throws Exception {
        try (LostNode node = LostNode.open(configuration(), "node-1")) {
            Path directory = node.directory().path();
            Files.createFile(Files.createDirectories(directory).resolve(StoppedNode.LOCK_FILE));

            node.finish();

            assertThat(directory).isDirectory();
            assertThat(directory.resolveSibling("node-1.recreated")).doesNotExist();
        }
    }

    private IgniteConfiguration configuration() {
        return new IgniteConfiguration().setWorkDirectory(work.toString());
    }
}
