package org.steermesh.vector.api;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.ModelName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.vector.domain.ImportRecipe;
import org.steermesh.vector.domain.VectorExport;
import org.steermesh.vector.domain.VectorImport;
import org.steermesh.vector.domain.file.BlockConvention;
import org.steermesh.vector.domain.file.VectorFileFormat;
import org.steermesh.vector.v1.ExportVectorHeader;
import org.steermesh.vector.v1.ExportVectorRequest;
import org.steermesh.vector.v1.ImportVectorHeader;

/** Translates imports and exports. */
final class FileProtos {

  private static final int LONGEST_WORDS = 256;

  private FileProtos() {}

  static VectorImport.Header header(ImportVectorHeader sent) {
    VectorName vector = new VectorName(sent.getVectorId());
    VectorFileFormat format = format("header.format", sent.getFormat());
    if (format.hasOwnConvention() && sent.getConventionValue() != 0) {
      throw SteermeshException.ofField(
          "header.convention", "is not for " + format.title() + ", which has its own");
    }
    if (format == VectorFileFormat.GGUF && sent.hasSite()) {
      throw SteermeshException.ofField("header.site", "is not for GGUF, which says its blocks");
    }
    if (format == VectorFileFormat.BUNDLE) {
      checkSaysNothing(sent);
    }
    return new VectorImport.Header(
        vector,
        format,
        sent.getModel().isEmpty()
            ? ""
            : ModelName.parse("header.model", sent.getModel()).toString(),
        convention("header.convention", sent.getConvention()),
        sent.hasSite() ? TypeProtos.site("header.site", sent.getSite()) : null,
        behaviour("header.behaviour", sent.getBehaviour(), vector),
        BuildProtos.labels(sent.getLabelsMap()),
        sent.hasDefaultSite()
            ? TypeProtos.site("header.default_site", sent.getDefaultSite())
            : null,
        words("header.file_name", sent.getFileName()),
        VectorProtos.dtype("header.stored_dtype", sent.getStoredDtype()));
  }

  private static void checkSaysNothing(ImportVectorHeader sent) {
    List<FieldViolation> violations = new ArrayList<>();
    String why = "is not for a bundle, which says it itself";
    if (!sent.getModel().isEmpty()) {
      violations.add(new FieldViolation("header.model", why));
    }
    if (sent.hasSite() || sent.hasDefaultSite()) {
      violations.add(new FieldViolation("header.site", why));
    }
    if (!sent.getBehaviour().isEmpty()) {
      violations.add(new FieldViolation("header.behaviour", why));
    }
    if (sent.getLabelsCount() > 0) {
      violations.add(new FieldViolation("header.labels", why));
    }
    if (sent.getStoredDtypeValue() != 0) {
      violations.add(new FieldViolation("header.stored_dtype", why));
    }
    if (!violations.isEmpty()) {
      throw SteermeshException.ofFields(violations);
    }
  }

  /** What a vector does: the id of the vector where nobody says. */
  static String behaviour(String field, String sent, VectorName vector) {
    return sent.isEmpty() ? vector.id() : words(field, sent);
  }

  static String words(String field, String text) {
    if (text.length() > LONGEST_WORDS || text.chars().anyMatch(Character::isISOControl)) {
      throw SteermeshException.ofField(
          field, "must have at most " + LONGEST_WORDS + " characters, none of control");
    }
    return text;
  }

  static VectorExport.Wish wish(ExportVectorRequest request) {
    VectorFileFormat format = format("format", request.getFormat());
    if (format.hasOwnConvention() && request.getConventionValue() != 0) {
      throw SteermeshException.ofField(
          "convention", "is not for " + format.title() + ", which has its own");
    }
    if (format == VectorFileFormat.BUNDLE && request.getSitesCount() > 0) {
      throw SteermeshException.ofField("sites", "are not for a bundle, which holds all");
    }
    if (format != VectorFileFormat.GGUF && !request.getModelHint().isEmpty()) {
      throw SteermeshException.ofField("model_hint", "is only for GGUF");
    }
    return new VectorExport.Wish(
        VersionReference.parse("name", request.getName()),
        format,
        BuildProtos.sites(request.getSitesList()),
        convention("convention", request.getConvention()),
        words("model_hint", request.getModelHint()));
  }

  static ExportVectorHeader header(VectorExport.File file) {
    return ExportVectorHeader.newBuilder()
        .setVersion(VectorProtos.version(file.version()))
        .setFileName(file.name())
        .setSizeBytes(file.size())
        .setFileDigest(file.digest())
        .build();
  }

  static VectorFileFormat format(String field, org.steermesh.vector.v1.VectorFileFormat sent) {
    return switch (sent) {
      case VECTOR_FILE_FORMAT_GGUF -> VectorFileFormat.GGUF;
      case VECTOR_FILE_FORMAT_SAFETENSORS -> VectorFileFormat.SAFETENSORS;
      case VECTOR_FILE_FORMAT_NPY -> VectorFileFormat.NPY;
      case VECTOR_FILE_FORMAT_NPZ -> VectorFileFormat.NPZ;
      case VECTOR_FILE_FORMAT_TORCH -> VectorFileFormat.TORCH;
      case VECTOR_FILE_FORMAT_BUNDLE -> VectorFileFormat.BUNDLE;
      case VECTOR_FILE_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
          throw SteermeshException.ofField(field, "is none of the values of VectorFileFormat");
    };
  }

  static BlockConvention convention(String field, org.steermesh.vector.v1.BlockConvention sent) {
    return switch (sent) {
      case BLOCK_CONVENTION_UNSPECIFIED, BLOCK_CONVENTION_BLOCK_OUTPUT ->
          BlockConvention.BLOCK_OUTPUT;
      case BLOCK_CONVENTION_HIDDEN_STATES -> BlockConvention.HIDDEN_STATES;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField(field, "is none of the values of BlockConvention");
    };
  }

  static org.steermesh.vector.v1.ImportRecipe recipe(ImportRecipe recipe) {
    return org.steermesh.vector.v1.ImportRecipe.newBuilder()
        .setFormat(
            org.steermesh.vector.v1.VectorFileFormat.valueOf(
                "VECTOR_FILE_FORMAT_" + recipe.format().name()))
        .setFileName(recipe.fileName())
        .setFileDigest(recipe.fileDigest())
        .setConvention(
            org.steermesh.vector.v1.BlockConvention.valueOf(
                "BLOCK_CONVENTION_" + recipe.convention().name()))
        .setModelHint(recipe.modelHint())
        .build();
  }

  static ImportRecipe recipe(org.steermesh.vector.v1.ImportRecipe sent) {
    return new ImportRecipe(
        format("imported.format", sent.getFormat()),
        sent.getFileName(),
        sent.getFileDigest(),
        convention("imported.convention", sent.getConvention()),
        sent.getModelHint());
  }
}
