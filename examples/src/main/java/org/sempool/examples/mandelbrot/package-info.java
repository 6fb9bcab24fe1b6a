/** A picture, each row of which is a job. */
@NullMarked
package org.sempool.examples.mandelbrot;

import org.jspecify.annotations.NullMarked;
