package io.foreshard.workbench.attack.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.foreshard.store.ObjectStore;
import io.foreshard.store.ObjectStoreException;
import io.foreshard.store.ObjectStores;
import io.foreshard.store.RequestLimits;
import io.foreshard.store.StoreOptions;
import io.foreshard.workbench.machine.PortBlock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The service of the attack with the real client of S3: its promises, and each kind of outage. */
class ObjectServiceTest {
    private static final ByteBuffer CONTENT = ByteBuffer.wrap("content".getBytes(StandardCharsets.UTF_8));

    private PortBlock ports;
    private ObjectService service;
    private ObjectStore store;

    @BeforeEach
    void start() throws Exception {
        System.setProperty("aws.accessKeyId", "attack");
        System.setProperty("aws.secretAccessKey", "attack");
        ports = PortBlock.reserve();
        service = ObjectService.start(ports.discovery(0));
        store = ObjectStores.open(
                "s3://" + ObjectService.BUCKET + "/tier",
                StoreOptions.none()
                        .with("s3.endpoint", service.endpoint().toString())
                        .within(RequestLimits.ofDeadline(Duration.ofSeconds(8))));
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        service.close();
        ports.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void requests_noOutage_keepTheContractOfStores() throws Exception {
        store.put("a/1", CONTENT);
        String version = store.replace("a/2", CONTENT, null);

        assertThat(store.get("a/1", 1, 3)).isEqualTo(CONTENT.slice(1, 3));
        assertThat(store.read("a/2").version()).isEqualTo(version);
        assertThatThrownBy(() -> store.put("a/1", CONTENT)).hasMessageContaining("exists already");
        assertThatThrownBy(() -> store.replace("a/2", CONTENT, "\"other\""))
                .hasMessageContaining("changed by another writer");
        assertThat(store.replace("a/2", ByteBuffer.allocate(0), version)).isNotEqualTo(version);
        assertThat(store.list("a/")).containsExactlyInAnyOrder("a/1", "a/2");
        store.delete(java.util.List.of("a/1"));
        assertThat(store.list("")).containsExactly("a/2");
    }

    @ParameterizedTest
    @EnumSource(OutageKind.class)
    void get_eachOutage_failsAndWorksAfterwards(OutageKind kind) throws Exception {
        store.put("a/1", ByteBuffer.allocate(1 << 16));
        service.fail(kind);

        assertThatThrownBy(() -> store.get("a/1", 0, 1 << 16)).isInstanceOf(ObjectStoreException.class);

        service.repair();
        assertThat(store.get("a/1", 0, 1 << 16).remaining()).isEqualTo(1 << 16);
    }
}
