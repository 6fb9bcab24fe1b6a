/**
 * Reads queues in shared memory from outside: of any process, without its knowledge, and without
 * changing anything; also those that dead processes have left.
 *
 * <p>An {@link org.sempool.inspect.Inspector} reads one kind of memory and creates a {@link
 * org.sempool.inspect.Snapshot} of it.
 */
@NullMarked
package org.sempool.inspect;

import org.jspecify.annotations.NullMarked;
