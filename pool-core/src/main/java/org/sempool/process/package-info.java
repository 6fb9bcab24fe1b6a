/**
 * What the pool asks of the operating system about processes: to kill a whole family, to have it
 * killed when one is gone oneself, how much memory a process has.
 */
package org.sempool.process;
