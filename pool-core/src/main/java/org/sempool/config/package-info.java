/**
 * The checked settings of a pool: an instance of a record of this package has no invalid setting.
 * Messages call settings by the names of the builder's methods.
 */
package org.sempool.config;
