package org.sempool.examples.service;

/**
 * A job: replaces all matches in a text.
 *
 * @param pattern a regular expression
 * @param with replaces each match; may refer to groups, as in {@code $1}
 * @param text where to look
 */
public record Replacement(String pattern, String with, String text) {}
