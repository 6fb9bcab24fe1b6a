/** How do the workers end? Forgotten, by null jobs, and by a closed flag. */
@NullMarked
package org.sempool.examples.step2ending;

import org.jspecify.annotations.NullMarked;
