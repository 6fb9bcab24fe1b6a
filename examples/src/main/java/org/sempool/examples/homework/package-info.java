/** The code that all steps of the homework share: the numbers, and how to factor them. */
@NullMarked
package org.sempool.examples.homework;

import org.jspecify.annotations.NullMarked;
