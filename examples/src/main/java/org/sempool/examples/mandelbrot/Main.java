package org.sempool.examples.mandelbrot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.sempool.WorkerPool;
import org.sempool.examples.homework.Usage;

/** Draws the Mandelbrot set: a job for each row. */
public final class Main {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 900;

    private Main() {}

    /**
     * Writes the picture.
     *
     * @param args the file to write, in PNG
     * @throws IOException if it cannot be written
     */
    public static void main(String[] args) throws IOException {
        File file = Usage.orExit(() -> file(args));
        if (!ImageIO.write(picture(WIDTH, HEIGHT), "png", file)) {
            throw new IOException("this JDK cannot write PNG");
        }
        System.out.println("wrote " + file + ", " + WIDTH + " x " + HEIGHT);
    }

    private static File file(String[] args) {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: FILE.png, such as target/mandelbrot.png");
        }
        File file = new File(args[0]).getAbsoluteFile();
        if (!file.getParentFile().isDirectory()) {
            throw new IllegalArgumentException("there is no directory " + file.getParent());
        }
        return file;
    }

    static BufferedImage picture(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        try (WorkerPool<Row, long[]> pool = WorkerPool.builder(Mandelbrot.class).build()) {
            List<Row> rows =
                    IntStream.range(0, height).mapToObj(y -> new Row(y, width, height)).toList();
            List<long[]> steps = pool.map(rows);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    image.setRGB(x, y, colour(steps.get(y)[x]));
                }
            }
        }
        return image;
    }

    private static int colour(long steps) {
        if (steps == Mandelbrot.MOST_STEPS) {
            return 0;
        }
        float share = (float) (Math.log(steps + 1.0) / Math.log(Mandelbrot.MOST_STEPS));
        return Color.HSBtoRGB(0.6f + share, 0.7f, Math.min(1, 0.3f + share));
    }
}
