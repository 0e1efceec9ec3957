package io.foreshard.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    @Test
    void take_onlyFailures_allowsTenAndAFifthOfTheCalls() {
        RetryBudget budget = new RetryBudget();
        int retries = 0;
        for (int call = 0; call < 1_000; call++) {
            budget.deposit();
            for (int retry = 0; retry < 2 && budget.take(); retry++) {
                retries++;
            }
        }

        assertThat(retries).isBetween(200, 210);
    }

    @Test
    void take_afterQuietCalls_allowsTenAtOnce() {
        RetryBudget budget = new RetryBudget();
        for (int call = 0; call < 1_000; call++) {
            budget.deposit();
        }
        int retries = 0;
        while (budget.take()) {
            retries++;
        }

        assertThat(retries).isEqualTo(10);
    }
}
