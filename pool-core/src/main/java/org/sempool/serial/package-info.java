/** Java serialization behind an allow-list, for tasks and for exceptions. */
@NullMarked
package org.sempool.serial;

import org.jspecify.annotations.NullMarked;
