package org.sempool.examples.thumbnail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.JobFailedException;
import org.sempool.WorkerPool;

/** Specifies the thumbnails, and that an image that cannot be read fails alone. */
final class ThumbnailIT {
    @TempDir private Path directory;

    @BeforeEach
    void writeSamples() throws IOException {
        Samples.write(directory);
    }

    @Test
    void goodImagesAreShrunkAndBadOnesFailAlone() throws IOException {
        try (WorkerPool<String, String> pool =
                WorkerPool.builder(Thumbnail.class)
                        .workers(2)
                        .jvmFlags("-Xmx64m")
                        .attempts(1)
                        .build()) {
            assertFails(pool, "bomb.png", "OutOfMemoryError");
            assertFails(pool, "cut-off.png", "");
            assertFails(pool, "text.png", "is not an image that this JDK can read");
            assertFails(pool, "missing.png", "");
            assertSize(pool, "wide.png", 128, 72);
            assertSize(pool, "tall.jpg", 43, 128);
            assertSize(pool, "small.gif", 40, 30);
        }
    }

    @Test
    void aThumbnailLooksLikeItsImage() throws IOException {
        try (WorkerPool<String, String> pool =
                WorkerPool.builder(Thumbnail.class).workers(1).build()) {
            BufferedImage small = thumbnail(pool, "wide.png");

            assertColour(0, 0, 255, small.getRGB(1, 1));
            assertColour(255, 200, 0, small.getRGB(126, 70));
            assertColour(127, 100, 127, small.getRGB(64, 36));
        }
    }

    private static void assertColour(int red, int green, int blue, int actual) {
        assertEquals(red, actual >> 16 & 0xFF, 12, "red");
        assertEquals(green, actual >> 8 & 0xFF, 12, "green");
        assertEquals(blue, actual & 0xFF, 12, "blue");
    }

    private void assertSize(WorkerPool<String, String> pool, String image, int width, int height)
            throws IOException {
        BufferedImage small = thumbnail(pool, image);

        assertEquals(width, small.getWidth(), image);
        assertEquals(height, small.getHeight(), image);
    }

    private BufferedImage thumbnail(WorkerPool<String, String> pool, String image)
            throws IOException {
        return ImageIO.read(Path.of(pool.submit("" + directory.resolve(image)).join()).toFile());
    }

    private void assertFails(WorkerPool<String, String> pool, String image, String why) {
        CompletionException e =
                assertThrows(
                        CompletionException.class,
                        () -> pool.submit("" + directory.resolve(image)).join(),
                        image);
        JobFailedException cause = assertInstanceOf(JobFailedException.class, e.getCause());
        assertTrue(cause.remoteStackTrace().contains(why), cause.remoteStackTrace());
    }
}
