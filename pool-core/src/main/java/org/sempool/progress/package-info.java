/** How far the workers' jobs are: what handlers report, where the coordinator can see it. */
@NullMarked
package org.sempool.progress;

import org.jspecify.annotations.NullMarked;
