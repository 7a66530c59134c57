/**
 * The files of a checkpoint: config.json, generation_config.json and safetensors, checked strictly
 * and mapped, never copied.
 */
@NullMarked
package org.steermesh.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
