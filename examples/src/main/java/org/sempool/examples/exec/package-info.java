/** An external command for each line. */
@NullMarked
package org.sempool.examples.exec;

import org.jspecify.annotations.NullMarked;
