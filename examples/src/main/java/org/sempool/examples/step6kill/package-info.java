/** A worker is killed in the middle of a job: what becomes of the job, and of the others. */
@NullMarked
package org.sempool.examples.step6kill;

import org.jspecify.annotations.NullMarked;
