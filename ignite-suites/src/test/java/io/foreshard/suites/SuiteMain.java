package io.foreshard.suites;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.manipulation.Filter;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/** The process that runs one test class of Ignite, and prints a line for each test and one of figures. */
final class SuiteMain {
    private SuiteMain() {}

    /** @param arguments name of the class, then names of excluded tests */
    public static void main(String[] arguments) throws ClassNotFoundException {
        Set<String> excluded = new HashSet<>(Arrays.asList(arguments).subList(1, arguments.length));
        // a process that is ended at a time limit prints its figures too
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(SuiteFigures.line())));
        JUnitCore junit = new JUnitCore();
        junit.addListener(new Lines());
        junit.run(Request.aClass(Class.forName(arguments[0])).filterWith(without(excluded)));
        System.exit(0); // nodes of a failed test may still run
    }

    private static Filter without(Set<String> excluded) {
        return new Filter() {
            @Override
            public boolean shouldRun(Description test) {
                return test.getMethodName() == null || !excluded.contains(test.getMethodName());
            }

            @Override
            public String describe() {
                return "without " + excluded;
            }
        };
    }

    /** Prints how each test ended. */
    private static final class Lines extends RunListener {
        private boolean failed;
        private long beganNanos;

        @Override
        public void testStarted(Description test) {
            failed = false;
            beganNanos = System.nanoTime();
        }

        @Override
        public void testFailure(Failure failure) {
            failed = true;
            System.out.println("trace of " + failure.getDescription() + ": " + failure.getTrace());
            if (!failure.getDescription().isTest()) {
                print("FAILED", failure.getDescription().getDisplayName());
            }
        }

        @Override
        public void testAssumptionFailure(Failure failure) {
            System.out.println("assumption of " + failure.getDescription() + ": " + failure.getMessage());
        }

        @Override
        public void testIgnored(Description test) {
            print("IGNORED", test.getMethodName());
        }

        @Override
        public void testFinished(Description test) {
            print(failed ? "FAILED" : "PASSED", test.getMethodName());
        }

        private void print(String end, String test) {
            System.out.println(
                    SuiteRun.TEST + " " + end + " " + (System.nanoTime() - beganNanos) / 1_000_000 + " ms " + test);
        }
    }
}
