package org.steermesh.vector.domain;

import org.steermesh.vector.domain.file.BlockConvention;
import org.steermesh.vector.domain.file.VectorFileFormat;

/**
 * What only imported versions have.
 *
 * @param format how the file was written
 * @param fileName its name, may be empty
 * @param fileDigest SHA-256 (hex) of the file
 * @param convention what its numbers counted
 * @param modelHint what it says of its model, may be empty
 */
public record ImportRecipe(
    VectorFileFormat format,
    String fileName,
    String fileDigest,
    BlockConvention convention,
    String modelHint) {}
