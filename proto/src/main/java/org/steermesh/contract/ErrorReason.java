package org.steermesh.contract;

import io.grpc.Status;

/**
 * Why a call was refused or failed: the {@code reason} of its ErrorInfo, and the code it implies.
 */
public enum ErrorReason {
  /** A field is malformed or out of its range. */
  FIELD_INVALID(Status.Code.INVALID_ARGUMENT),
  /** A page token is not one that this method gave for these arguments. */
  PAGE_TOKEN_INVALID(Status.Code.INVALID_ARGUMENT),
  /** A tensor's dtype, shape and length do not fit each other, or the use. */
  TENSOR_INVALID(Status.Code.INVALID_ARGUMENT),
  /** A stream did not begin with its header, or brought a second one. */
  STREAM_OUT_OF_ORDER(Status.Code.INVALID_ARGUMENT),
  /** A caller neither sends nor takes anything for too long. */
  STREAM_IDLE(Status.Code.ABORTED),
  /** A message is not a protobuf message of the method's type. */
  MESSAGE_MALFORMED(Status.Code.INVALID_ARGUMENT),
  /** A message is larger than the server takes. */
  MESSAGE_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED),

  /** A file of the checkpoint is absent or cannot be read. */
  CHECKPOINT_MISSING(Status.Code.FAILED_PRECONDITION),
  /** A file of the checkpoint is truncated, lies about itself, or does not fit the others. */
  CHECKPOINT_INVALID(Status.Code.FAILED_PRECONDITION),
  /** The architecture is not understood. */
  ARCHITECTURE_UNSUPPORTED(Status.Code.FAILED_PRECONDITION),
  /** tokenizer.json cannot be read. */
  TOKENIZER_INVALID(Status.Code.FAILED_PRECONDITION),
  /** The chat template does not parse, fails on these messages, or is absent. */
  TEMPLATE_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The chat template exceeded its time, output or iteration bound. */
  TEMPLATE_TOO_EXPENSIVE(Status.Code.INVALID_ARGUMENT),
  /** The prompt has no token. */
  PROMPT_EMPTY(Status.Code.INVALID_ARGUMENT),
  /** The prompt is larger than the bound on text, or than the model's context. */
  PROMPT_TOO_LONG(Status.Code.INVALID_ARGUMENT),
  /** A token id is outside the vocabulary. */
  TOKEN_OUT_OF_RANGE(Status.Code.INVALID_ARGUMENT),
  /** A site names a block that the model does not have. */
  SITE_OUTSIDE_MODEL(Status.Code.INVALID_ARGUMENT),
  /** A vector's width is not the model's width. */
  VECTOR_WIDTH_MISMATCH(Status.Code.INVALID_ARGUMENT),
  /** A number is NaN or infinite. */
  NOT_FINITE(Status.Code.INVALID_ARGUMENT),
  /** A vector that must have a direction is zero. */
  VECTOR_ZERO(Status.Code.INVALID_ARGUMENT),
  /** A vector does not fit into the dtype that it shall be stored as. */
  DTYPE_TOO_NARROW(Status.Code.INVALID_ARGUMENT),
  /** A position rule selects nothing. */
  POSITION_NOT_FOUND(Status.Code.INVALID_ARGUMENT),

  /** An uploaded data set does not parse, or items of it are bad. */
  DATASET_INVALID(Status.Code.INVALID_ARGUMENT),
  /** An uploaded data set is larger than the bound. */
  DATASET_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED),
  /** The id names a data set of another upload. */
  DATASET_EXISTS(Status.Code.ALREADY_EXISTS),
  /** The data set holds contrastive pairs where items are needed, or the other way round. */
  DATASET_KIND_MISMATCH(Status.Code.FAILED_PRECONDITION),
  /** There is no such task definition. */
  TASK_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The part of a split that is asked for has no items. */
  PART_EMPTY(Status.Code.INVALID_ARGUMENT),
  /** One side of a contrast has nothing to read. */
  CONTRAST_SIDE_EMPTY(Status.Code.FAILED_PRECONDITION),
  /** An answer letter is not one token of the model. */
  LETTER_NOT_A_TOKEN(Status.Code.FAILED_PRECONDITION),
  /** There is no such data set. */
  DATASET_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The model is not hosted here. */
  MODEL_NOT_FOUND(Status.Code.NOT_FOUND),
  /** There is no such vector. */
  VECTOR_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The vector has no such version. */
  VERSION_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The vector has no such alias. */
  ALIAS_NOT_FOUND(Status.Code.NOT_FOUND),
  /** An abbreviated digest fits several versions. */
  VERSION_AMBIGUOUS(Status.Code.INVALID_ARGUMENT),
  /** An alias names the version. */
  VERSION_IN_USE(Status.Code.FAILED_PRECONDITION),
  /** The vector has aliases. */
  VECTOR_IN_USE(Status.Code.FAILED_PRECONDITION),
  /** The vector has more versions than are deleted at once. */
  VERSIONS_TOO_MANY(Status.Code.FAILED_PRECONDITION),
  /** The alias is not where the caller believes it to be. */
  ALIAS_MOVED(Status.Code.ABORTED),
  /** There is no earlier place that an alias could go back to. */
  ALIAS_WITHOUT_PAST(Status.Code.FAILED_PRECONDITION),
  /** The vector has as many aliases as are allowed. */
  ALIASES_TOO_MANY(Status.Code.FAILED_PRECONDITION),
  /** The version is not in the state that the caller believes. */
  STATE_MOVED(Status.Code.ABORTED),
  /** No step leads from the version's state to the one wanted. */
  STATE_NOT_REACHABLE(Status.Code.FAILED_PRECONDITION),
  /** An evaluation found a side effect that is worse than its limit. */
  SIDE_EFFECTS_OUTSIDE_LIMITS(Status.Code.FAILED_PRECONDITION),
  /** The version would have too many tags. */
  TAGS_TOO_MANY(Status.Code.FAILED_PRECONDITION),
  /** An imported file is not what it says, or not a vector. */
  VECTOR_FILE_INVALID(Status.Code.INVALID_ARGUMENT),
  /** A file of a vector is larger than the bound. */
  VECTOR_FILE_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED),
  /** The format of an export has no place for what the version holds. */
  VECTOR_NOT_EXPRESSIBLE(Status.Code.FAILED_PRECONDITION),
  /** The version was read from a model of another fingerprint. */
  VECTOR_OF_OTHER_MODEL(Status.Code.FAILED_PRECONDITION),
  /** The vector does not hold a site asked for. */
  VECTOR_SITE_MISSING(Status.Code.FAILED_PRECONDITION),
  /** The vector holds several sites and has no default, so an intervention must name one. */
  SITE_REQUIRED(Status.Code.INVALID_ARGUMENT),
  /** The operation, or the method, is not for a vector of this kind, dense or sparse. */
  VECTOR_KIND_MISMATCH(Status.Code.FAILED_PRECONDITION),
  /** The doses planned at a site are above the service's limit. */
  OVER_DOSE(Status.Code.FAILED_PRECONDITION),
  /** What the service steers all texts with cannot be had, or applied; no fault of the request. */
  DEFAULT_STEERING_FAILED(Status.Code.UNAVAILABLE),
  /** A stored record is of a later service than the one asked. */
  RECORD_TOO_NEW(Status.Code.FAILED_PRECONDITION),
  /** The stored floats are not those of the version's digest. */
  PAYLOAD_CORRUPT(Status.Code.DATA_LOSS),

  /** There is no such sparse autoencoder at hand. */
  SAE_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The file of a sparse autoencoder cannot be read, or holds what is not understood. */
  SAE_INVALID(Status.Code.FAILED_PRECONDITION),
  /** The sparse autoencoder has another width than the model, or was trained on another one. */
  SAE_OF_OTHER_MODEL(Status.Code.FAILED_PRECONDITION),
  /** The sparse autoencoder was trained at another site. */
  SAE_OF_OTHER_SITE(Status.Code.FAILED_PRECONDITION),
  /** No feature is left in a sparse vector. */
  SUPPORT_EMPTY(Status.Code.INVALID_ARGUMENT),

  /** The id names an evaluation of another declaration. */
  EVALUATION_EXISTS(Status.Code.ALREADY_EXISTS),
  /** There is no such evaluation. */
  EVALUATION_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The evaluation is still running. */
  EVALUATION_RUNNING(Status.Code.FAILED_PRECONDITION),
  /** The evaluation has not succeeded, so it has no report. */
  EVALUATION_UNFINISHED(Status.Code.FAILED_PRECONDITION),
  /** A declared judge has a URL, or a key variable, that the service's settings do not allow. */
  JUDGE_NOT_ALLOWED(Status.Code.INVALID_ARGUMENT),
  /** There is no such operation. */
  OPERATION_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The operation is still running. */
  OPERATION_RUNNING(Status.Code.FAILED_PRECONDITION),

  /** Too many calls wait already. */
  QUEUE_FULL(Status.Code.RESOURCE_EXHAUSTED),
  /** Redis, or another service, is away. */
  DEPENDENCY_UNAVAILABLE(Status.Code.UNAVAILABLE),
  /** The service is stopping. */
  DRAINING(Status.Code.UNAVAILABLE),
  /** The caller cancelled. */
  CANCELLED(Status.Code.CANCELLED),
  /** The caller's deadline passed. */
  DEADLINE_EXCEEDED(Status.Code.DEADLINE_EXCEEDED),
  /** A bug; the server's log has the details under the error's id. */
  INTERNAL(Status.Code.INTERNAL);

  private final Status.Code code;

  ErrorReason(Status.Code code) {
    this.code = code;
  }

  /** The gRPC code of every error with this reason. */
  public Status.Code code() {
    return code;
  }
}
