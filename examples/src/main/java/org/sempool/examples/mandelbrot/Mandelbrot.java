package org.sempool.examples.mandelbrot;

import org.sempool.JobContext;
import org.sempool.JobHandler;

/**
 * Computes a row of the Mandelbrot set: for each pixel c, after how many steps of z -> z^2 + c the
 * point is farther than 2 from zero (B. Mandelbrot, "Fractal aspects of the iteration of z -> λz(1
 * - z)", 1980).
 */
public final class Mandelbrot implements JobHandler<Row, long[]> {
    /** A point that is still there after this many steps counts as part of the set. */
    static final int MOST_STEPS = 1000;

    private static final double LEFT = -2.25;
    private static final double WIDTH = 3;

    /** Called by the pool. */
    public Mandelbrot() {}

    @Override
    public long[] handle(Row row, JobContext context) {
        double pixel = WIDTH / row.width();
        double im = (row.y() - (row.height() - 1) / 2.0) * pixel;
        long[] steps = new long[row.width()];
        for (int x = 0; x < steps.length; x++) {
            steps[x] = steps(LEFT + (x + 0.5) * pixel, im);
        }
        return steps;
    }

    private static int steps(double cRe, double cIm) {
        double re = 0;
        double im = 0;
        int steps = 0;
        while (steps < MOST_STEPS && re * re + im * im <= 4) {
            double next = re * re - im * im + cRe;
            im = 2 * re * im + cIm;
            re = next;
            steps++;
        }
        return steps;
    }
}
