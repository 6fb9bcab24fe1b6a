/**
 * The checks of {@code pool doctor}. Each {@link org.sempool.doctor.Check} examines one part of the
 * machine, and judges separately what it has seen; {@link org.sempool.doctor.Doctor} runs them all,
 * whatever is wrong with the machine.
 */
@org.jspecify.annotations.NullMarked
package org.sempool.doctor;
