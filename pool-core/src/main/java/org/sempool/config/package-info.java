/**
 * What a builder was told, checked: a record of this package that exists has no bad setting. The
 * messages call settings by the names of the builder's methods.
 */
package org.sempool.config;
