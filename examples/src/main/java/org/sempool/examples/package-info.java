/**
 * The homework step by step, one package for each step, and handlers to run on the pool.
 *
 * <pre>
 *   step1threads ... step7pool    from the lecture to the pool
 *   homework                      what the steps have in common
 *   factor, reverse               handlers
 * </pre>
 */
@NullMarked
package org.sempool.examples;

import org.jspecify.annotations.NullMarked;
