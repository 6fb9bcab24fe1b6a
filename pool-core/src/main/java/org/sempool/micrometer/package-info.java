/** A pool's numbers as meters of Micrometer, for programs that have it. */
@NullMarked
package org.sempool.micrometer;

import org.jspecify.annotations.NullMarked;
