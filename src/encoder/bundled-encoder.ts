import { fileURLToPath } from "node:url";

/** The folder of the encoder that comes with the package; the same way from src/encoder and from dist/encoder. */
export const bundledEncoderFolder = fileURLToPath(new URL("../../assets/encoder", import.meta.url));
