package org.sempool.examples.thumbnail;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/**
 * Takes the path of an image, writes a small PNG beside it, {@code photo.jpg.thumb.png}, and
 * returns the PNG's path.
 *
 * <p>A decoder is the classic reason for a separate process: its input comes from strangers, and
 * some of it is crafted to use up all memory, or worse.
 */
public final class Thumbnail implements LineHandler {
    /** The longer side of a thumbnail, in pixels. */
    public static final int SIDE = 128;

    private static final String SUFFIX = ".thumb.png";

    /** Called by the pool. */
    public Thumbnail() {}

    @Override
    public String name() {
        return "thumbnail";
    }

    @Override
    public String description() {
        return "writes a thumbnail beside the image with this path";
    }

    @Override
    public String handle(String line, JobContext context) throws IOException {
        @Nullable BufferedImage image = ImageIO.read(new File(line));
        if (image == null) {
            throw new IOException(line + " is not an image that this JDK can read");
        }
        File thumbnail = new File(line + SUFFIX);
        ImageIO.write(shrink(image), "png", thumbnail);
        return thumbnail.toString();
    }

    private static BufferedImage shrink(BufferedImage image) {
        double scale = Math.min(1, (double) SIDE / Math.max(image.getWidth(), image.getHeight()));
        int width = (int) Math.max(1, Math.round(image.getWidth() * scale));
        int height = (int) Math.max(1, Math.round(image.getHeight() * scale));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }
}
