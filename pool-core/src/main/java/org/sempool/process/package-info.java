/**
 * What the pool asks of the operating system about processes: to kill a whole family, to be killed
 * with one's parent, how much memory a process has.
 */
package org.sempool.process;
