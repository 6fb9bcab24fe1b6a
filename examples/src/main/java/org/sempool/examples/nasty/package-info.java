/** Everything that a job can do to its worker, for demonstrations. */
@NullMarked
package org.sempool.examples.nasty;

import org.jspecify.annotations.NullMarked;
