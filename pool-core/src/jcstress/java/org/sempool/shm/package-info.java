/**
 * Stress tests of the queue: the harness runs each one's actors at the same time, millions of times
 * over, and counts what came out.
 *
 * <p>An outcome that no test lists is forbidden. Tests of more actors than there are cores are left
 * out by the harness, which says so.
 */
package org.sempool.shm;
