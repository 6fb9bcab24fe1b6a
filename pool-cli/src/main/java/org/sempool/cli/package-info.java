/**
 * The command {@code pool}: one class for each subcommand; mixins hold options that several share.
 *
 * <p>Standard output is for results alone. Everything else, from the progress bar to the list of
 * failures, goes to standard error, through {@link org.sempool.cli.Console}.
 */
@NullMarked
package org.sempool.cli;

import org.jspecify.annotations.NullMarked;
