package io.foreshard.tier.testing;

import io.foreshard.tier.LogDirectory;
import io.foreshard.tier.NodeDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The disk of a simulated machine: partition files, logs of residencies and small files, which survive a kill of the process, and lose writes that were not
 * forced in a power failure. Not thread-safe: one actor runs at a time.
 */
final class SimulatedDisk implements NodeDirectory {
    private static final int UNPUNCHED_PERIOD = 8;

    private final SplittableRandom random;
    private final Map<Integer, SimulatedFile> files = new TreeMap<>();
    private final Map<String, SimulatedLog> logs = new TreeMap<>();
    private final Map<String, byte[]> smallFiles = new TreeMap<>();
    private final String nodeName;
    private Power power;
    private double failing;
    private long faults;
    private boolean lostPower;

    SimulatedDisk(String nodeName, SplittableRandom random, Power power) {
        this.nodeName = nodeName;
        this.random = random;
        this.power = power;
    }

    /** Returns a copy of everything that the operating system holds: of its cache too. */
    SimulatedDisk copy(SplittableRandom otherRandom, Power otherPower) {
        SimulatedDisk copy = new SimulatedDisk(nodeName, otherRandom, otherPower);
        files.forEach((number, file) -> copy.files.put(number, file.copy(copy)));
        logs.forEach((name, log) -> copy.logs.put(name, log.copy(copy)));
        copy.smallFiles.putAll(smallFiles);
        return copy;
    }

    Power power() {
        return power;
    }

    SplittableRandom random() {
        return random;
    }

    /** Returns true now and then. */
    boolean once() {
        return random.nextInt(UNPUNCHED_PERIOD) == 0;
    }

    /** Sets the share of writes and forces that fail. */
    void failing(double share) {
        failing = share;
    }

    boolean isFailing() {
        return failing > 0;
    }

    boolean fails(String call) {
        return failing > 0 && random.nextDouble() < failing;
    }

    void failed(String call) throws IOException {
        faults++;
        power.leave(call, "failed");
        throw new IOException("The simulated disk is full.");
    }

    long faults() {
        return faults;
    }

    /** Loses some of the writes that were not forced. */
    void losePower() {
        lostPower = true;
        files.values().forEach(SimulatedFile::losePower);
        logs.values().forEach(SimulatedLog::losePower);
    }

    /** Returns whether the power failed since the last call. */
    boolean hasLostPower() {
        boolean lost = lostPower;
        lostPower = false;
        return lost;
    }

    /** Creates a partition file with a header. */
    SimulatedFile create(int number) throws IOException {
        SimulatedFile file = new SimulatedFile(this);
        files.put(number, file);
        file.write(SimulatedPages.header(), 0);
        file.force();
        return file;
    }

    /** Returns a partition file, null if there is none. */
    SimulatedFile file(int number) {
        return files.get(number);
    }

    void put(int number, SimulatedFile file) {
        files.put(number, file);
    }

    Map<Integer, SimulatedFile> files() {
        return files;
    }

    void delete(int number) {
        files.remove(number).delete();
    }

    Map<String, byte[]> smallFiles() {
        return smallFiles;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public byte[] read(String name) {
        power.check();
        byte[] content = smallFiles.get(name);
        return content == null ? null : content.clone();
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        power.enter("disk.replace");
        if (fails("disk.replace")) {
            if (random.nextBoolean()) {
                smallFiles.put(name, content.clone());
            }
            failed("disk.replace");
        }
        smallFiles.put(name, content.clone());
        power.leave("disk.replace", name);
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
    public LogDirectory log(String cacheDirectory) {
        return simulatedLog(cacheDirectory);
    }

    SimulatedLog simulatedLog(String cacheDirectory) {
        return logs.computeIfAbsent(cacheDirectory, unused -> new SimulatedLog(this));
    }

    @Override
    public String toString() {
        return "disk of " + nodeName;
    }
}
