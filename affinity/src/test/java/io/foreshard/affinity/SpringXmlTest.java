package io.foreshard.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.CacheConfiguration;
import org.junit.jupiter.api.Test;

/** The affinity function as a bean of a cache in Spring XML. */
class SpringXmlTest {
    @Test
    void xml_functionWithPartitions_isUsed() {
        CacheConfiguration<?, ?> cache = Ignition.loadSpringBean(xml(256), "cache");

        assertThat(cache.getAffinity()).isInstanceOf(BehavioralAffinityFunction.class);
        assertThat(cache.getAffinity().partitions()).isEqualTo(256);
    }

    @Test
    void xml_wrongPartitions_isRefused() {
        assertThatThrownBy(() -> Ignition.loadSpringBean(xml(1000), "cache"))
                .hasStackTraceContaining(
                        "The number of partitions must be a power of two from 64 to 8192, but was 1000.");
    }

    private static InputStream xml(int partitions) {
        String text =
                """
                <beans xmlns="http://www.springframework.org/schema/beans"
                       xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                       xsi:schemaLocation="http://www.springframework.org/schema/beans
                           http://www.springframework.org/schema/beans/spring-beans.xsd">
                  <bean id="cache" class="org.apache.ignite.configuration.CacheConfiguration">
                    <property name="name" value="transactions"/>
                    <property name="affinity">
                      <bean class="io.foreshard.affinity.BehavioralAffinityFunction">
                        <property name="partitions" value="%d"/>
                      </bean>
                    </property>
                  </bean>
                </beans>
                """
                        .formatted(partitions);
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
