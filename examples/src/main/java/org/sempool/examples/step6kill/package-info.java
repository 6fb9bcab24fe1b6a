/** A worker is killed in the middle of a job: what happens to the job, and to the others. */
@NullMarked
package org.sempool.examples.step6kill;

import org.jspecify.annotations.NullMarked;
