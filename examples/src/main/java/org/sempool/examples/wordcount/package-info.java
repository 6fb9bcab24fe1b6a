/** Counting words: map on the pool, reduce in the program that embeds it. */
@NullMarked
package org.sempool.examples.wordcount;

import org.jspecify.annotations.NullMarked;
