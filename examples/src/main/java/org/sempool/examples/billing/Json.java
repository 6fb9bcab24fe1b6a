package org.sempool.examples.billing;

import org.sempool.Codec;
import tools.jackson.databind.json.JsonMapper;

/** Encodes values as JSON, for types that Jackson knows and the pool does not. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static <T> Codec<T> codec(Class<T> type) {
        return Codec.of(MAPPER::writeValueAsBytes, bytes -> MAPPER.readValue(bytes, type));
    }
}
