package io.foreshard.predict;

/** One action as the predictor sees it: its type, time, object and interest (0 stands for none). */
public record Step(int type, long timeMillis, long objectId, long interest) {}
