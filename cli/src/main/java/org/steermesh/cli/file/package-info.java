/** Files that other programs read: arrays as npy and safetensors. */
@NullMarked
package org.steermesh.cli.file;

import org.jspecify.annotations.NullMarked;
