package io.foreshard.plugin.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreshard.plugin.ForeshardConfiguration;
import io.foreshard.plugin.TestNodes;
import io.foreshard.plugin.TierConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.ignite.IgniteException;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureType;
import org.apache.ignite.internal.IgniteEx;
import org.apache.ignite.internal.processors.failure.FailureProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageFailureProcessorTest {
    @TempDir
    Path directory;

    @Test
    void process_pageUnavailable_failsTheNodeOnlyIfAWorkerEnded() throws Exception {
        try (TestNodes nodes = new TestNodes(directory)) {
            FailureProcessor failures = ((IgniteEx) nodes.server(
                            "server-0",
                            new ForeshardConfiguration()
                                    .setTier(new TierConfiguration()
                                            .setStoreUri("dir:" + directory.resolve("objects")))))
                    .context()
                    .failure();
            Exception page = new IgniteException(new UnavailablePageException("A page.", new IOException("down")));

            assertThat(failures.process(new FailureContext(FailureType.CRITICAL_ERROR, page)))
                    .isFalse();
            Thread stripe = new Thread(
                    () -> failures.process(new FailureContext(FailureType.SYSTEM_WORKER_TERMINATION, page)),
                    "sys-stripe-0-#1");
            stripe.start();
            stripe.join();
            assertThat(failures.failureContext()).isNull();

            assertThat(failures.process(new FailureContext(FailureType.SYSTEM_WORKER_TERMINATION, page)))
                    .isTrue();
            nodes.forgetFailures();
        }
    }
}
