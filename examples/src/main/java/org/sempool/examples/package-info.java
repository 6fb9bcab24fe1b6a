/** Handlers to run on the pool, a package each. */
@NullMarked
package org.sempool.examples;

import org.jspecify.annotations.NullMarked;
