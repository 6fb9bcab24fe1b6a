/**
 * Processes as the operating system sees them: killing a whole family, having it killed when this
 * process is gone, reading limits, memory and waits.
 */
package org.sempool.process;
