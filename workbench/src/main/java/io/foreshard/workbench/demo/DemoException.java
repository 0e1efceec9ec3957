package io.foreshard.workbench.demo;

/** A failure of the demo, with a sentence for the user: the cause and, where there is one, the cure. */
public final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String sentence) {
        super(sentence);
    }

    DemoException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
