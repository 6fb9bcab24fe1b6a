/** The pool's events in recordings of JDK Flight Recorder, where the JDK has it. */
@NullMarked
package org.sempool.flight;

import org.jspecify.annotations.NullMarked;
