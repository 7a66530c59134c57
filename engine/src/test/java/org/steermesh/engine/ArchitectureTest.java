package org.steermesh.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom inside the engine. */
class ArchitectureTest {

  private static final String ENGINE = "org.steermesh.engine";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ENGINE);

  /** Refusals are spoken everywhere. */
  private static final DescribedPredicate<JavaClass> REFUSALS =
      DescribedPredicate.describe(
          "refusals",
          type ->
              type.getFullName().equals(ENGINE + ".EngineException")
                  || type.getFullName().equals(ENGINE + ".EngineReason"));

  @Test
  void onlyTheTorchRoomKnowsPyTorch() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ENGINE + ".torch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.ndarray..", "ai.djl.engine..")
        .check(CLASSES);
  }

  @Test
  void onlyTheTokenizerRoomKnowsTheTokenizerLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ENGINE + ".tokenizer..", ENGINE + ".training..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl.huggingface..")
        .check(CLASSES);
  }

  @Test
  void theEngineKnowsNoNetwork() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..",
            "com.google.protobuf..",
            "io.quarkus..",
            "io.lettuce..",
            "io.netty..",
            "java.net.http..",
            "org.steermesh.proto..",
            "org.steermesh.contract..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "bench"})
  void nothingDependsOnRoomsThatLookAtTheWhole(String room) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ENGINE + "." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ENGINE + "." + room + "..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "torch, ''",
    "checkpoint, ''",
    "tokenizer, ''",
    "decoder, torch checkpoint",
    "steering, decoder torch tokenizer"
  })
  void roomKnowsOnlyTheRoomsBeforeIt(String room, String known) {
    checkKnows(ENGINE + "." + room + "..", known + " " + room);
  }

  /** The training of autoencoders, inside their room, looks at the whole. */
  @Test
  void autoencodersKnowOnlyFilesAndSteering() {
    checkKnows(ENGINE + ".sae", "torch checkpoint decoder steering sae");
  }

  private static void checkKnows(String knowing, String known) {
    String[] rooms =
        Arrays.stream(known.trim().split(" "))
            .map(name -> ENGINE + "." + name + "..")
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(knowing)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(rooms)
                .or(REFUSALS)
                .or(
                    DescribedPredicate.describe(
                        "libraries", type -> !type.getPackageName().startsWith("org.steermesh"))))
        .check(CLASSES);
  }
}
