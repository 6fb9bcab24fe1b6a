/** What all steps of the homework have in common: the numbers, and how to factor them. */
@NullMarked
package org.sempool.examples.homework;

import org.jspecify.annotations.NullMarked;
