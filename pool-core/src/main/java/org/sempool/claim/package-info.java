/** How processes own what they share: one word names the owner. */
package org.sempool.claim;
