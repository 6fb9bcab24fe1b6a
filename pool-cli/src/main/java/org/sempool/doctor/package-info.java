/**
 * What {@code pool doctor} looks at. Each {@link org.sempool.doctor.Check} looks at one part of the
 * machine, and judges apart from that what it has seen; {@link org.sempool.doctor.Doctor} has them
 * all look, whatever is wrong with the machine.
 */
@org.jspecify.annotations.NullMarked
package org.sempool.doctor;
