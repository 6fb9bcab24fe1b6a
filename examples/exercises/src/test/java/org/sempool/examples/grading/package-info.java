/** Runs the tests of an exercise, and reports in plain words what is still wrong. */
@NullMarked
package org.sempool.examples.grading;

import org.jspecify.annotations.NullMarked;
