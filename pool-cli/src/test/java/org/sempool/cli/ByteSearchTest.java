package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A byte is found, wherever it is and whatever is around it. */
final class ByteSearchTest {
    @Test
    void findsWhatALookAtEachByteFinds() {
        Random random = new Random(1);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                // Neighbours of the wanted byte, in value, are what a trick with borrows confuses.
                bytes[i] = (byte) (9 + random.nextInt(4) + (random.nextInt(3) << 7));
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            byte wanted = (byte) (random.nextInt(8) == 0 ? 0x8A : '\n');

            assertEquals(
                    plain(bytes, from, to, wanted), ByteSearch.indexOf(bytes, from, to, wanted));
        }
    }

    @Test
    void aSingleByteThatIsNotAsciiIsNoticed() {
        for (int length = 0; length < 40; length++) {
            byte[] bytes = new byte[length + 2];
            Arrays.fill(bytes, (byte) 0x7F);
            bytes[0] = (byte) 0x80;
            bytes[length + 1] = (byte) 0x80;

            assertTrue(ByteSearch.isAscii(bytes, 1, length + 1));
            for (int i = 1; i <= length; i++) {
                bytes[i] = (byte) 0x80;
                assertFalse(ByteSearch.isAscii(bytes, 1, length + 1));
                bytes[i] = 0x7F;
            }
        }
    }

    private static int plain(byte[] bytes, int from, int to, byte wanted) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
