package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.ignite.internal.management.cache.ValidateIndexesClosure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserThreadsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint-runner-cpu-#69%server-0%",
                "build-idx-runner-#91%server-0%",
                "rebalance-striped-#40%server-0%",
                "foreshard-expiry-fetch-1"
            })
    void isUser_threadOfMaintenance_isFalse(String name) {
        assertThat(UserThreads.isUser(name, Stream.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sys-stripe-0-#1%server-0%",
                "query-#33%server-0%",
                "client-connector-#52",
                "foreshard-fetch-3",
                "ForkJoinPool.commonPool-worker-3",
                "pool-7-thread-1",
                "main"
            })
    void isUser_threadOfRequests_isTrue(String name) {
        assertThat(UserThreads.isUser(name, Stream.of("java.lang.Thread", "com.example.Shop")))
                .isTrue();
    }

    @Test
    void isUser_threadOfValidateIndexes_isFalse() {
        assertThat(UserThreads.isUser(
                        "pool-7-thread-1",
                        Stream.of("java.lang.Thread", ValidateIndexesClosure.class.getName() + "$2")))
                .isFalse();
    }
}
