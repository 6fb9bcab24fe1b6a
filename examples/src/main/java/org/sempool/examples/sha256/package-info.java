/** Checksums of files, as sha256sum prints them. */
@NullMarked
package org.sempool.examples.sha256;

import org.jspecify.annotations.NullMarked;
