/** Small pictures from large ones, whose files may be broken or too large to read. */
@NullMarked
package org.sempool.examples.thumbnail;

import org.jspecify.annotations.NullMarked;
