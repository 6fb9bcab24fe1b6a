package org.sempool.examples.mandelbrot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

/** Specifies that the picture shows the Mandelbrot set. */
final class MandelbrotIT {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 230;

    /** Counted in pixels: T. Förstemann, "Numerical estimation of the area", 2012. */
    private static final double AREA = 1.50659;

    @Test
    void thePictureShowsTheSet() {
        BufferedImage picture = Main.picture(WIDTH, HEIGHT);

        double pixel = 3.0 / WIDTH;
        long inside = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int colour = picture.getRGB(x, y) & 0xFFFFFF;
                inside += colour == 0 ? 1 : 0;
                int mirrored = picture.getRGB(x, HEIGHT - 1 - y) & 0xFFFFFF;
                assertEquals(colour, mirrored, "x=" + x + " y=" + y + " and its mirror image");
            }
        }
        assertEquals(AREA, inside * pixel * pixel, 0.03);
        assertEquals(0, picture.getRGB(225, HEIGHT / 2) & 0xFFFFFF, "zero is in the set");
    }
}
