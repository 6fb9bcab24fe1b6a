/** Small pictures of large ones, from files that may be broken or too large to read. */
@NullMarked
package org.sempool.examples.thumbnail;

import org.jspecify.annotations.NullMarked;
