package io.foreshard.tier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The directory of the tier of a node in memory. Not thread-safe. */
final class MemoryDirectory implements NodeDirectory {
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, MemoryLog> logs = new TreeMap<>();

    @Override
    public String nodeName() {
        return "node-0";
    }

    @Override
    public byte[] read(String name) {
        return files.get(name);
    }

    @Override
    public void replace(String name, byte[] content) {
        files.put(name, content.clone());
    }

    /** {@inheritDoc} It has no directories but those of the logs. */
    @Override
    public List<String> list(String name) {
        return List.of();
    }

    @Override
    public List<String> logs() {
        return new ArrayList<>(logs.keySet());
    }

    @Override
    public MemoryLog log(String cacheDirectory) {
        return logs.computeIfAbsent(cacheDirectory, unused -> new MemoryLog());
    }
}
