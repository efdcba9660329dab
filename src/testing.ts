// pilesort/testing: stand-ins for tests, which need no files, no network and no time

export { createHashingEncoder } from "./encoder/hashing-encoder.ts";
export { createScriptedLanguageModel } from "./llm/scripted-language-model.ts";
