package org.sempool.doctor;

import java.io.IOException;
import java.util.List;

/** Checks one part of the machine. */
@FunctionalInterface
interface Check {
    /** Returns the findings. It may throw anything and take long: {@link Doctor} handles both. */
    List<Finding> look() throws IOException;
}
