package io.foreshard.tier;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Named values as lines of text that an operator can read, with a CRC-32C in the last line. Stateless. */
final class CheckedText {
    private static final String CRC = "crc32c ";

    private CheckedText() {}

    /** @param title first line, with the version of the format */
    static byte[] encode(String title, Map<String, String> values) {
        StringBuilder text = new StringBuilder(title).append('\n');
        values.forEach((name, value) -> text.append(name)
                .append(' ')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('\n'));
        return (text + checksum(text.toString())).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Decodes the bytes of {@link #encode}.
     *
     * @param source name of the object or file, for messages
     * @throws DamagedException if the bytes are others, or of another title
     */
    static Map<String, String> decode(String title, String source, byte[] bytes) throws DamagedException {
        // A charset that maps each byte to one character: no change of a byte gets lost in decoding.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf(CRC);
        if (end < 0 || !text.substring(end).equals(checksum(text.substring(0, end)))) {
            throw new DamagedException(source + " is damaged: its checksum is wrong.");
        }
        String[] lines = text.substring(0, end).split("\n");
        if (!lines[0].equals(title)) {
            throw new DamagedException(source + " begins with '" + lines[0] + "' instead of '" + title + "'.");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int space = lines[i].indexOf(' ');
            values.put(
                    lines[i].substring(0, space),
                    URLDecoder.decode(lines[i].substring(space + 1), StandardCharsets.UTF_8));
        }
        return values;
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return CRC + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
    }
}
