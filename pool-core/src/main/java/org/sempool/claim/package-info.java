/** How processes own what they share: one word that names the owner. */
package org.sempool.claim;
