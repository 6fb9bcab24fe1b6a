package org.sempool.examples.mandelbrot;

/**
 * A job: one row of the picture.
 *
 * @param y its number, from the top
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 */
record Row(int y, int width, int height) {}
