package org.steermesh.engine.tokenizer.jinja;

import java.util.Map;

/**
 * The one value a template can change from inside a loop.
 *
 * @param attributes by name, mutable
 */
record Namespace(Map<String, Object> attributes) {}
