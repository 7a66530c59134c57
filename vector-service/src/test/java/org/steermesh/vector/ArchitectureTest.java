package org.steermesh.vector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.steermesh", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule roomsPointInwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.steermesh.vector..")
          .layer("api")
          .definedBy("org.steermesh.vector.api..")
          .layer("domain")
          .definedBy("org.steermesh.vector.domain..")
          .layer("store")
          .definedBy("org.steermesh.vector.store..")
          .layer("client")
          .definedBy("org.steermesh.vector.client..")
          .layer("types")
          .definedBy("org.steermesh.vector.types..")
          .layer("config")
          .definedBy("org.steermesh.vector.config..")
          .whereLayer("api")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("store")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("client")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("types")
          .mayOnlyBeAccessedByLayers("api", "client")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("store");

  @ArchTest
  static final ArchRule theDomainKnowsNoFrameworkNoProtobufAndNoRedis =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.vector.domain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "com.google..",
              "io..",
              "jakarta..",
              "org.eclipse..",
              "org.steermesh.contract.server..",
              "org.steermesh.*.v1..");

  @ArchTest
  static final ArchRule onlyTheStoreKnowsRedis =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.vector..")
          .and()
          .resideOutsideOfPackage("org.steermesh.vector.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lettuce..");

  @ArchTest
  static final ArchRule theStoreKnowsNoProtobuf =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.vector.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google..", "org.steermesh.*.v1..");

  @ArchTest
  static final ArchRule noOtherServiceAndNoEngine =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.vector..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.steermesh.engine..",
              "org.steermesh.cli..",
              "org.steermesh.activation.api..",
              "org.steermesh.activation.domain..",
              "org.steermesh.generation..",
              "org.steermesh.eval..");
}
