/**
 * The worker's side of a pool: a JVM of its own that takes jobs, runs the handler on them, and
 * publishes results.
 *
 * <p>The lecture knows two ways to end workers. <i>One null job for each worker</i> must match the
 * number of workers at that moment: with one too few, a worker waits for ever. Each null job takes
 * a slot and waits behind the jobs before it. If a worker dies with its null job, or is replaced,
 * the count is wrong. <i>The closed flag</i> is set once, is visible to all workers, and stays set
 * for later ones; only the sleepers must be woken to check it. The pool uses the flag, since its
 * workers may die and be replaced at any time.
 */
package org.sempool.worker;
