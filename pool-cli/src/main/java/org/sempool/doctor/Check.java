package org.sempool.doctor;

import java.io.IOException;
import java.util.List;

/** Looks at one part of the machine. */
@FunctionalInterface
interface Check {
    /** What was found. It may throw anything, and take long: {@link Doctor} sees to that. */
    List<Finding> look() throws IOException;
}
