/**
 * Looking at queues in shared memory from outside: read-only, whatever process owns them, without a
 * word to the processes that use them; and at what dead ones have left.
 *
 * <p>An {@link org.sempool.inspect.Inspector} knows one kind of memory and makes a {@link
 * org.sempool.inspect.Snapshot} of it.
 */
@NullMarked
package org.sempool.inspect;

import org.jspecify.annotations.NullMarked;
