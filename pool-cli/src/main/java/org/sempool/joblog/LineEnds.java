package org.sempool.joblog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Finds where the whole lines of a file end. */
public final class LineEnds {
    private static final int SEARCHED = 1 << 16;

    private LineEnds() {}

    /**
     * Finds the end of a file's last whole line, from behind.
     *
     * @param file is read
     * @return how many bytes there are up to the last line end, that included; 0 without any
     * @throws IOException if it cannot be read
     */
    public static long endOfLastLine(FileChannel file) throws IOException {
        long end = file.size();
        while (end > 0) {
            int count = (int) Math.min(SEARCHED, end);
            ByteBuffer bytes = read(file, end - count, count);
            for (int i = bytes.limit() - 1; i >= 0; i--) {
                if (bytes.get(i) == '\n') {
                    return end - count + i + 1;
                }
            }
            end -= count;
        }
        return 0;
    }

    /** Reads bytes; fewer if the file ends. */
    static ByteBuffer read(FileChannel file, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = file.read(bytes, from + bytes.position());
        }
        return bytes.flip();
    }
}
