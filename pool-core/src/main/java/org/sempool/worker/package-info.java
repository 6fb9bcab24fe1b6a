/**
 * The worker's side of a pool: a JVM of its own that takes jobs, runs the handler on them, and
 * publishes results.
 *
 * <p>How a worker ends: the lecture has two ways. <i>One null job for each worker</i> needs as many
 * of them as there are workers at that moment: one too few and a worker waits for ever, and each
 * takes a slot and waits behind the jobs before it. If a worker dies with its null job in hand, or
 * another is started in its place, the count is wrong. <i>The closed flag</i> is set once, is read
 * by everybody, and stays true for those who come later; all it needs is that sleepers are woken to
 * look at it. The pool uses the flag, since its workers may die and be replaced at any time.
 */
package org.sempool.worker;
